namespace Weft.Runs.Html;

/// <summary>Colours of classes: twelve hues, the first ones far from each other, each in two strengths; further classes are grey.</summary>
internal static class ClassColours
{
    /// <summary>How many classes have a colour of their own.</summary>
    public const int Count = 24;

    /// <summary>The rules.</summary>
    public const string Text = """

        :root{--deep:38%;--pale:62%}@media screen and (prefers-color-scheme:dark){:root{--deep:66%;--pale:46%}}
        .h0{color:hsl(210 85% var(--deep))}.h1{color:hsl(22 90% var(--deep))}.h2{color:hsl(145 75% calc(var(--deep) - 6%))}.h3{color:hsl(320 65% var(--deep))}.h4{color:hsl(46 95% calc(var(--deep) - 2%))}.h5{color:hsl(268 60% var(--deep))}
        .h6{color:hsl(182 85% calc(var(--deep) - 6%))}.h7{color:hsl(0 75% var(--deep))}.h8{color:hsl(88 70% calc(var(--deep) - 6%))}.h9{color:hsl(238 60% var(--deep))}.h10{color:hsl(295 55% var(--deep))}.h11{color:hsl(30 35% calc(var(--deep) - 6%))}
        .h12{color:hsl(210 75% var(--pale))}.h13{color:hsl(22 85% var(--pale))}.h14{color:hsl(145 55% var(--pale))}.h15{color:hsl(320 60% var(--pale))}.h16{color:hsl(46 85% var(--pale))}.h17{color:hsl(268 60% var(--pale))}
        .h18{color:hsl(182 60% var(--pale))}.h19{color:hsl(0 70% var(--pale))}.h20{color:hsl(88 50% var(--pale))}.h21{color:hsl(238 60% var(--pale))}.h22{color:hsl(295 50% var(--pale))}.h23{color:hsl(30 35% var(--pale))}
        .spot{fill:currentColor;fill-opacity:.72;stroke:var(--card);stroke-width:.7}.spot.wrong{fill:var(--card);fill-opacity:.35;stroke:currentColor;stroke-width:1.6}
        .maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:20px;margin-top:12px}.maps .chart{max-width:none}.legend .plot.key{width:16px;height:16px;flex:none}
        .clip-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:18px;margin-top:12px}.clip{display:flex;flex-direction:column;gap:8px;background:var(--card);border:1px solid var(--hair);border-radius:10px;padding:14px;min-width:0}.clip .said{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;margin:0;font-size:14.5px}.clip .judged{margin:0}.clip .from{margin-left:auto;color:var(--soft);font-size:13px}
        .oracle{fill:var(--card);stroke:var(--c2);stroke-width:2}
        @media print{.clip{break-inside:avoid}.clip-cards{grid-template-columns:repeat(2,1fr)}.maps{grid-template-columns:repeat(2,1fr)}}

        """;

    /// <summary>The CSS class of a class.</summary>
    public static string Of(int index) => index < Count ? $"h{Numbers.Invariant(index)}" : "rest";
}
