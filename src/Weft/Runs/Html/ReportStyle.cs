namespace Weft.Runs.Html;

/// <summary>The page's style sheet: light and dark, 360 px to wide screens, A4 paper. The line colours can be told apart with any colour vision.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Text = Colours + Page + Charts + TrialStyle.Text + ExampleStyle.Text + ClassColours.Text + Paper;

    private const string Colours = """

        :root{--bg:#fbfbf9;--card:#fff;--fg:#1b1f24;--soft:#59626d;--hair:#e3e3de;--grid:#e9e9e4;--accent:#0b5cad;--accent-bg:#e8f1fb;
        --c1:#0072b2;--c2:#d55e00;--c3:#00875f;--c4:#b0508a;--c5:#a87400;--c6:#3a9bd9;--c7:#7a5230;--rest:#b9bfc6;
        --better:#00775a;--better-bg:#e5f4ef;--worse:#b3420a;--worse-bg:#fcece3;--undecided:#59626d;--undecided-bg:#eef0f2;--warn:#8a5a00;--warn-bg:#fdf3dc;
        --input:#0072b2;--input-bg:#e3f0f9;--junction:#67717c;--junction-bg:#eceff1;--operation:#c25400;--operation-bg:#fdeadd;--state:#00775a;--state-bg:#e0f3ec;--output:#8c3a70;--output-bg:#f6e6f0}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--fg:#e7eaed;--soft:#a4adb7;--hair:#30363c;--grid:#2a2f35;--accent:#6db6f5;--accent-bg:#172a3d;
        --c1:#56b4e9;--c2:#ff8f4f;--c3:#37c99b;--c4:#e59ac9;--c5:#eebd45;--c6:#9fb0ff;--c7:#c9a37c;--rest:#505862;
        --better:#4ccfa5;--better-bg:#12302a;--worse:#ff9a66;--worse-bg:#3a2216;--undecided:#a4adb7;--undecided-bg:#24292e;--warn:#f0c15a;--warn-bg:#332a14;
        --input:#56b4e9;--input-bg:#14293a;--junction:#a4adb7;--junction-bg:#262b30;--operation:#ff9d62;--operation-bg:#38241a;--state:#4ccfa5;--state-bg:#12302a;--output:#e59ac9;--output-bg:#35202d}}

        """;

    private const string Page = """

        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        main{max-width:1160px;margin:0 auto;padding:40px 24px 64px}
        h1{font-size:clamp(28px,5vw,42px);line-height:1.15;margin:0 0 20px;letter-spacing:-.02em;overflow-wrap:anywhere}h1 .with{font-weight:300;color:var(--soft)}
        h2{font-size:23px;line-height:1.25;margin:0 0 8px;letter-spacing:-.01em}h3{font-size:16.5px;margin:28px 0 10px}h4{font-size:15px;margin:20px 0 8px;font-weight:600}
        p{margin:0 0 12px}section{margin-top:52px}.eyebrow{margin:0 0 6px;color:var(--soft);font-size:14px;letter-spacing:.02em}
        .intro,.muted,caption{color:var(--soft)}.intro{max-width:72ch}.small{font-size:13px;margin:4px 0 0}
        code,pre{font-family:ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
        pre{background:var(--card);border:1px solid var(--hair);border-radius:8px;padding:12px 14px;overflow:auto;max-height:480px;white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 12px}
        pre.command{border-left:3px solid var(--accent)}code{overflow-wrap:anywhere}
        .head{display:grid;grid-template-columns:minmax(260px,5fr) 7fr;gap:20px 48px;align-items:start}
        .headline b{display:block;font-size:clamp(40px,8vw,60px);line-height:1.05;letter-spacing:-.03em;font-variant-numeric:tabular-nums;white-space:nowrap}
        .headline .std,.headline .unit{font-size:.45em;font-weight:400;letter-spacing:0;color:var(--soft)}.headline>span{display:block;margin-top:8px;color:var(--soft);max-width:34ch}
        .facts{margin:0;font-size:15px}.facts div{display:grid;grid-template-columns:8.5em 1fr;gap:12px;padding:5px 0;border-top:1px solid var(--hair)}.facts div:first-child{border-top:0}.facts:only-child{grid-column:1/-1}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        .verdict{display:flex;gap:14px;margin:24px 0 0;padding:16px 20px;border-radius:10px;background:var(--undecided-bg);border-left:4px solid var(--undecided)}
        .verdict p{margin:0}.verdict .lead{font-size:18px;line-height:1.45;font-weight:600}.verdict .lead+*{margin-top:6px}.verdict .mark{color:var(--undecided);line-height:26px}
        .verdict.better{background:var(--better-bg);border-color:var(--better)}.verdict.better .mark{color:var(--better)}.verdict.worse{background:var(--worse-bg);border-color:var(--worse)}.verdict.worse .mark{color:var(--worse)}
        .remarks{margin:16px 0 0;padding:14px 20px;border-radius:10px;background:var(--warn-bg);border-left:4px solid var(--warn)}.remarks h2{font-size:16px;color:var(--warn);margin:0 0 4px}.remarks ul{margin:0;padding-left:20px}.remarks li{overflow-wrap:anywhere}
        table{width:100%;border-collapse:collapse;font-size:14.5px;margin:18px 0 8px}caption{text-align:left;font-size:13.5px;padding-bottom:6px}
        th,td{text-align:left;vertical-align:top;padding:8px 12px 8px 0;border-bottom:1px solid var(--hair);overflow-wrap:anywhere}thead th{font-size:13px;font-weight:600;color:var(--soft);vertical-align:bottom}
        .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal}td.num+td:not(.num),th.num+th:not(.num){padding-left:12px}.one{display:block;font-size:13px}tr.found th,tr.found td{background:var(--accent-bg)}tr.found th{box-shadow:inset 3px 0 var(--accent);padding-left:10px}tbody th{font-weight:600;min-width:8.5em}.note{color:var(--soft);min-width:15em}.says{white-space:nowrap}
        .settings{margin:0 0 16px;columns:2 340px;column-gap:40px;font-size:14px}.settings div{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:12px;padding:4px 0;border-bottom:1px solid var(--hair);break-inside:avoid}.settings dt{overflow-wrap:anywhere}.settings dd{font-variant-numeric:tabular-nums}
        details{margin:16px 0}summary{cursor:pointer;color:var(--accent);padding:4px 0}:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
        #tip-box{position:fixed;z-index:9;pointer-events:none;background:var(--card);border:1px solid var(--hair);border-radius:6px;box-shadow:0 4px 16px rgb(0 0 0/.16);padding:6px 10px;font-size:12.5px;line-height:1.45;max-width:260px}
        #tip-box div{display:flex;justify-content:space-between;gap:16px}#tip-box div:first-child{color:var(--soft)}#tip-box span:last-child{font-variant-numeric:tabular-nums}
        @media screen and (max-width:760px){main{padding:24px 16px 48px}section{margin-top:40px}.head{grid-template-columns:1fr}.headline{margin-bottom:0}.facts div{grid-template-columns:7.2em 1fr}
        }
        @media screen and (max-width:940px){.cards thead{display:none}.cards,.cards caption,.cards tbody,.cards tr,.cards th,.cards td{display:block}.cards tr{border:1px solid var(--hair);border-radius:8px;background:var(--card);padding:8px 12px;margin-bottom:10px}.cards th,.cards td{border:0;padding:3px 0!important;text-align:left;background:none!important;box-shadow:none!important}
        .cards tr.found{border-color:var(--accent);background:var(--accent-bg)}.cards td{display:grid;grid-template-columns:8.5em 1fr;gap:0 10px;white-space:normal}.cards td::before{content:attr(data-name);color:var(--soft)}.cards td .one{display:inline;grid-column:2;line-height:1.2}.note{min-width:0}}

        """;

    private const string Charts = """

        svg text{font-family:inherit;fill:var(--fg)}figure{margin:0}figcaption{font-size:14px;font-weight:600;margin-bottom:6px;overflow-wrap:anywhere}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:22px 20px}
        .chart{background:var(--card);border:1px solid var(--hair);border-radius:10px;padding:12px 12px 6px;min-width:0;max-width:520px}.family{margin-top:28px}.family h3{margin:0 0 8px;color:var(--fg)}.family .about{font-size:14px;color:var(--soft);padding:12px 12px 0 0}.family .about b{color:var(--fg);font-weight:600;font-variant-numeric:tabular-nums}.family .about p{margin:0 0 6px}.plot{display:block;width:100%;height:auto;overflow:visible}.legend .plot{width:34px}
        .grid{stroke:var(--grid);stroke-width:1;fill:none}.tick,.axis{font-size:11px;fill:var(--soft)!important;font-variant-numeric:tabular-nums}.tick.y{text-anchor:end}.tick.x,.axis{text-anchor:middle}
        .line path{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.line circle,.end circle{fill:currentColor}.line.thin path{stroke-width:1.3;opacity:.85}.line.rest path{stroke-width:1.2}
        .end path{fill:none;stroke:currentColor;stroke-width:.8;opacity:.7}.end text{font-size:11.5px}.end.strong text{font-weight:700}.rule{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3;pointer-events:none}
        .c1,.dev{color:var(--c1)}.c2{color:var(--c2)}.c3,.test{color:var(--c3)}.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}.rest{color:var(--rest)}.train{color:var(--c2)}.line.train path{stroke-dasharray:5 4}.line.test path{stroke-dasharray:1.5 4}
        .strips{background:var(--card);border:1px solid var(--hair);border-radius:10px;padding:14px 18px 8px;margin:8px 0 0}.strip{display:grid;grid-template-columns:12.5em 1fr 8.2em;gap:0 26px;align-items:center;border-radius:6px}.strip .what{text-align:right;font-size:14px;line-height:1.2;overflow-wrap:anywhere}.strip .value{font-size:14px;font-variant-numeric:tabular-nums}
        .strip.strong{background:var(--accent-bg)}.strip.strong .what,.strip.strong .value{font-weight:700}.plotted{display:block;min-width:0}.plotted svg{display:block;overflow:visible}
        .seed{fill:var(--c1);fill-opacity:.55;stroke:var(--c1);stroke-width:1}.mean{stroke:var(--fg);stroke-width:2.5}.interval{stroke:var(--fg);stroke-width:1.2}.reference{stroke:var(--accent);stroke-width:1;stroke-dasharray:4 3}.bar{fill:var(--c1);opacity:.8}.strong .bar{opacity:1}
        .difference{color:var(--undecided)}.difference.better{color:var(--better)}.difference.worse{color:var(--worse)}.difference line{stroke:currentColor;stroke-width:3;stroke-linecap:round}.difference circle{fill:currentColor}.difference.undecided circle{fill:var(--card);stroke:currentColor;stroke-width:2}
        .confusion{display:grid;grid-template-columns:minmax(0,460px) 1fr;gap:24px}.map{display:block;width:100%;height:auto;border:1px solid var(--hair);border-radius:6px}.map .ground{fill:var(--card)}.map .right{fill:var(--c3)}.map .wrong{fill:var(--c2)}
        .legend{display:flex;flex-wrap:wrap;gap:6px 20px;list-style:none;margin:10px 0 0;padding:0;font-size:13.5px;color:var(--soft)}.legend li{display:flex;align-items:center;gap:8px}
        .graph-box{overflow-x:auto;background:linear-gradient(to right,var(--card) 30%,transparent) left/40px 100% local no-repeat,linear-gradient(to left,var(--card) 30%,transparent) right/40px 100% local no-repeat,linear-gradient(to right,rgb(0 0 0/.18),transparent) left/14px 100% scroll no-repeat,linear-gradient(to left,rgb(0 0 0/.18),transparent) right/14px 100% scroll no-repeat var(--card);border:1px solid var(--hair);border-radius:10px;padding:12px}.graph-box .graph{display:block;margin:0 auto;width:100%;height:auto;max-width:var(--w);min-width:calc(var(--w)*.72)}
        .frame rect{fill:var(--bg);stroke:var(--hair);stroke-width:1.2}.frame text{font-size:12px;font-weight:600;fill:var(--soft)}
        .edge{fill:none;stroke:var(--junction);stroke-width:1.2;opacity:.6}.edge.searched{stroke:var(--accent);stroke-width:2.6;opacity:1}.tip{fill:var(--junction)}.tip.searched{fill:var(--accent)}.hovered .edge{opacity:.15}.hovered .edge.near{opacity:1}
        .node rect,.node path,.node circle{stroke-width:1.5;fill:var(--k-bg);stroke:var(--k)}.node text{font-size:13px;text-anchor:middle}.node.idle{opacity:.55}.node.idle rect,.node.idle path,.node.idle circle{stroke-dasharray:3 3;fill:none}.node.input{--k:var(--input);--k-bg:var(--input-bg)}.node.junction{--k:var(--junction);--k-bg:var(--junction-bg)}.node.operation{--k:var(--operation);--k-bg:var(--operation-bg)}.node.operation text{font-weight:600}.node.state{--k:var(--state);--k-bg:var(--state-bg)}.node.output{--k:var(--output);--k-bg:var(--output-bg)}
        @media screen and (max-width:760px){.confusion{grid-template-columns:1fr}.strip{grid-template-columns:1fr auto;padding:4px 8px 0}.strips{padding:12px 8px 6px}.strip .what{text-align:left}.strip .value{text-align:right}.strip .plotted{grid-column:1/-1;order:3;padding:0 14px}.axis-row .what,.axis-row .value{display:none}.tick.odd{display:none}.graph-box .graph{min-width:calc(var(--w)*.85)}.family .about{padding:0}.family{gap:12px!important}.strip.strong{margin:2px 0}}

        """;

    private const string Paper = """

        @page{size:A4;margin:14mm}
        @media print{body{background:#fff;font-size:10.5pt;orphans:3;widows:3;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}section{margin-top:26px}h1{font-size:26pt}
        h2,h3,h4,.intro,#cost p,summary,#curves>.legend{break-after:avoid}.chart,.strips,.graph-box,.family,.cards,tr,.verdict,.remarks,.head{break-inside:avoid}.graph-box+.legend,.settings{break-before:avoid}
        .head{grid-template-columns:5fr 7fr}.charts{grid-template-columns:repeat(2,1fr);gap:10px}.family{margin-top:14px}.family .about{grid-column:1/-1;padding:0}.family .about p{display:inline}.strip{grid-template-columns:10.5em 1fr 7.6em;gap:0 20px}.strip .what,.strip .value{font-size:9pt}
        .graph-box{overflow:hidden;background:none}.graph-box .graph{min-width:0}pre{max-height:none;font-size:8.5pt}.listed details{display:none}details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none;color:inherit;font-weight:600}
        #tip-box{display:none}table{font-size:9pt}th,td{padding:5px 8px 5px 0}.note{min-width:9em}.settings{font-size:9pt;columns:2;column-gap:24px}}

        """;
}
