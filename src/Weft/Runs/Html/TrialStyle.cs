namespace Weft.Runs.Html;

/// <summary>
/// The style of what only a search by trials has: dots, fronts, tables that sort. The steps' colours go from faint to strong on either
/// ground; narrow screens leave out the least of the best trials' columns.
/// </summary>
internal static class TrialStyle
{
    /// <summary>The rules; those for paper are in here too.</summary>
    public const string Text = """

        :root{--s1:#dfa22c;--s2:#d9843c;--s3:#cb6450;--s4:#b34a6b;--s5:#8f3a84;--s6:#632f93;--s7:#2f2a8c;--stair:#1b1f24}
        @media screen and (prefers-color-scheme:dark){:root{--s1:#5f6bd8;--s2:#8069d8;--s3:#a465cc;--s4:#c968b0;--s5:#e4788c;--s6:#f2966c;--s7:#f8c558;--stair:#e7eaed}}
        .s1{color:var(--s1)}.s2{color:var(--s2)}.s3{color:var(--s3)}.s4{color:var(--s4)}.s5{color:var(--s5)}.s6{color:var(--s6)}.s7{color:var(--s7)}
        .dot{fill:currentColor;fill-opacity:.5;stroke:currentColor;stroke-opacity:.75;stroke-width:.6}.dot.chosen,.dot.large,.scale .dot{fill-opacity:1}.dot.large{r:4px}.dot.chosen{stroke:var(--card);stroke-opacity:1;stroke-width:1.2}.dot.near{fill-opacity:1;stroke:var(--fg);stroke-opacity:1;stroke-width:1.6}
        .stair{fill:none;stroke:var(--stair);stroke-width:1.6;stroke-linejoin:round;opacity:.85}.equal{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3}.part{stroke:var(--hair);stroke-width:1}.name{font-size:10.5px;font-weight:600;text-anchor:middle;paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
        .legend .scale{width:100px}#progress .family,#prediction .family,#front .family{align-items:start}
        .scroll{overflow-x:auto}.sortable td{white-space:nowrap}.sortable td.text{white-space:normal;min-width:15em}.sortable tbody th{min-width:0;padding-right:14px}.sortable .num{padding-right:14px}.sortable td:last-child,.sortable th:last-child{padding-right:0}
        .sortable button{all:unset;cursor:pointer;overflow-wrap:normal}.sortable button:hover{color:var(--accent)}.sortable button:focus-visible{outline:2px solid var(--accent);outline-offset:3px}.sortable th[aria-sort]{color:var(--fg)}.sortable th[aria-sort=ascending] button::after{content:" ▲";font-size:.75em}.sortable th[aria-sort=descending] button::after{content:" ▼";font-size:.75em}
        .failed td,.failed th{color:var(--soft)}.problem{display:block;color:var(--worse);font-size:13px}.on-paper{display:none}
        @media screen and (max-width:940px){#front tbody th::before{content:"trial "}}
        @media screen and (max-width:760px){.scroll:not(.all) .low{display:none}.scroll:not(.all) .sortable td.text{min-width:0}.scroll:not(.all) .sortable .num{padding-right:10px}}
        @media print{.scroll{overflow:visible}#trials details{display:none}.on-paper{display:block}#progress>.legend,#prediction>.legend,#front>.legend{break-before:avoid}.sortable td.text{min-width:0}}

        """;
}
