namespace Weft.Runs.Html;

/// <summary>
/// The style of columns of blocks, of heat tables and of examples. The lines of boxes keep their colours on either ground: they lie on pictures,
/// which have no dark mode.
/// </summary>
internal static class ExampleStyle
{
    /// <summary>The rules; those for paper are in here too.</summary>
    public const string Text = """

        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}abbr{text-decoration:none}
        .columns{display:flex;flex-wrap:wrap;gap:12px 40px;align-items:flex-start}.columns .graph-box{flex:0 1 auto;max-width:100%}.columns .graph-box .graph{width:var(--w)}.columns .key{flex:1 1 300px;max-width:480px}.columns table{margin-top:6px}
        .node.block rect{fill:currentColor;fill-opacity:.16;stroke:currentColor}.node.block text{font-weight:600}.node .place{font-size:10.5px;font-weight:400!important;fill:var(--soft);text-anchor:start;font-variant-numeric:tabular-nums}
        .frame.title text{paint-order:stroke;stroke:var(--bg);stroke-width:5px;stroke-linejoin:round}.edge.lane{shape-rendering:crispEdges;stroke:var(--fg);stroke-width:1.5;opacity:1;stroke-linejoin:round}.tip.lane,.branch{fill:var(--fg)}
        .swatch{display:inline-block;min-width:3.4em;padding:0 7px;margin-right:8px;border:1.5px solid currentColor;border-radius:5px;text-align:center;font-size:13px;background:color-mix(in srgb,currentColor 16%,transparent)}.swatch{-webkit-text-fill-color:var(--fg)}
        .heats{display:flex;flex-wrap:wrap;gap:12px 40px;align-items:flex-start}.heat{width:auto;border-collapse:separate;border-spacing:3px;margin:0}.heat caption{padding-left:3px}.heat th,.heat td{border:0;padding:2px 6px;border-radius:4px;line-height:1.5}.heat th{white-space:nowrap;font-weight:400;min-width:0;color:var(--soft);font-size:13px}.heat thead th+th{text-align:center}
        .heat td{min-width:58px;text-align:center;font-variant-numeric:tabular-nums;font-size:13.5px;background:color-mix(in srgb,currentColor var(--p,0%),var(--card))}.heat td span{color:var(--fg)}.heat td.chosen{outline:2px solid currentColor;outline-offset:-2px;font-weight:700}
        .small-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:18px;margin-top:12px}.large-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:18px;margin-top:12px}
        .example{display:flex;flex-direction:column;gap:12px;background:var(--card);border:1px solid var(--hair);border-radius:10px;padding:14px;min-width:0}.example h4{margin:0 0 6px;font-size:16px;overflow-wrap:anywhere}.example .about:not(:has(*)){display:none}
        .shelf{position:absolute}.tiny{image-rendering:pixelated}.picture{display:block;width:100%;max-height:300px;border-radius:6px}.canvas{fill:#f6f6f4;stroke:#cfcfca;stroke-width:2px;vector-effect:non-scaling-stroke}
        .judged{display:inline-block;margin:0 0 8px;padding:0 9px;border-radius:999px;font-size:13px;font-weight:600}.judged.right{color:var(--better);background:var(--better-bg)}.judged.wrong{color:var(--worse);background:var(--worse-bg)}
        .sign{flex:none;width:1.1em;font-weight:700}.sign.right{color:var(--better)}.sign.wrong{color:var(--worse)}.score{font-variant-numeric:tabular-nums;color:var(--soft);font-size:13px}
        .answers,.matches{list-style:none;margin:0;padding:0;font-size:14.5px}.answers li{display:grid;grid-template-columns:1.2em minmax(0,1fr) 88px 3.4em;gap:6px;align-items:center;padding:2px 0}.answers .score{text-align:right}.answers .word,.matches .word,.truth{overflow-wrap:anywhere}.answers li:first-child .word{font-weight:600}
        .gauge{height:9px;border-radius:3px;background:linear-gradient(var(--c1),var(--c1)) left/var(--p) 100% no-repeat var(--grid)}.truth{margin:8px 0 0;font-size:14.5px;font-weight:600}.truth span{font-weight:400;color:var(--soft);margin-right:6px}
        .example.wide .shown{align-self:flex-start;width:132px}.example.wide .shown .picture{max-height:132px}.matches .line{display:flex;gap:6px;align-items:baseline}.matches .rank{flex:none;color:var(--soft);font-size:13px;min-width:1em;font-variant-numeric:tabular-nums}.matches .score{margin-left:auto}
        .thumbs{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:8px}.thumbs li{border:1px solid var(--hair);border-radius:8px;padding:6px;min-width:0}.thumbs li.right{border:2px solid var(--better);padding:5px}.thumbs .picture{max-height:110px;margin-bottom:4px}.thumbs .line{flex-wrap:wrap;gap:0 6px}.thumbs .word{order:9;width:100%;font-size:12.5px;line-height:1.35;color:var(--soft)}
        .texts li{padding:5px 0;border-top:1px solid var(--hair)}.texts li.right .word{font-weight:600}
        .box{fill:none;stroke-width:2.5px;vector-effect:non-scaling-stroke}.halo.candidate{display:none}.halo{fill:none;stroke:#fff;stroke-width:5.5px;stroke-opacity:.85;vector-effect:non-scaling-stroke}.box.predicted{stroke:#d02f00}.box.truth{stroke:#0058c8;stroke-dasharray:7 5}.box.candidate{stroke:#7d8793;stroke-width:1.2px;stroke-opacity:.9}
        @media screen and (max-width:540px){.thumbs{grid-template-columns:repeat(3,minmax(0,1fr))}}
        @media screen and (max-width:760px){.columns{gap:12px}.columns .graph-box{padding:4px}.heat td{min-width:50px;padding:2px 3px}.heat th{padding:2px 3px}}
        @media print{.example,.heat tr{break-inside:avoid}.small-cards{grid-template-columns:repeat(3,1fr)}.large-cards{grid-template-columns:repeat(2,1fr)}.columns{flex-wrap:nowrap}.picture{max-height:200px}}

        """;
}
