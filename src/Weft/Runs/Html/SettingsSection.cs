namespace Weft.Runs.Html;

/// <summary>What repeats the run: every setting, the genotype, the command.</summary>
internal static class SettingsSection
{
    /// <summary>Builds the section.</summary>
    public static Markup Build(RunPage page)
    {
        var command = page.Command ?? CommandOf(page.Report);
        return Markup.Of($"""
            <section id="settings"><h2>Settings, and how to run it again</h2>
            <p>In the run folder, this repeats the run:</p>
            <pre class="command"><code>{command}</code></pre>
            {Configuration(page.Configuration)}
            {Genotype(page)}
            </section>
            """);
    }

    private static string CommandOf(RunReport report)
    {
        const string rest = "--config config.yaml --run NEW-FOLDER";
        return report.Kind switch
        {
            "train" => $"weft train --genotype genotype.json {rest}",
            "encoder" => $"weft train encoder --modality {report.Method[(report.Method.IndexOf(':', StringComparison.Ordinal) + 1)..]} {rest}",
            _ => $"weft search {report.Method} {rest}",
        };
    }

    private static Markup Configuration(string? yaml)
    {
        if (string.IsNullOrWhiteSpace(yaml))
        {
            return Markup.Empty;
        }

        var file = Markup.Of($"<details><summary>config.yaml as it is</summary><pre><code>{yaml}</code></pre></details>");
        try
        {
            var settings = RunConfiguration.Flatten(yaml);
            var note = settings.Count >= RunConfiguration.MostSettings
                ? Markup.Of($"<p class=\"muted\">Only the first {Numbers.Count(settings.Count)} settings are listed; the file below is whole.</p>")
                : Markup.Empty;
            return Markup.Of($"""
                <div class="listed"><h3>Every setting</h3>{note}
                <dl class="settings">{settings.Select(setting => Markup.Of($"<div><dt>{setting.Key}</dt><dd>{setting.Value}</dd></div>\n"))}</dl>
                {file}</div>
                """);
        }
        catch (FormatException problem)
        {
            return Markup.Of($"<h3>Every setting</h3><p class=\"muted\">config.yaml is not readable as YAML ({problem.Message}).</p>{file}");
        }
    }

    private static Markup Genotype(RunPage page)
    {
        var text = page.Genotype ?? (page.Report.Genotype is { } element ? element.GetRawText() : null);
        if (text is null)
        {
            return Markup.Empty;
        }

        var hash = page.Report.GenotypeHash is { } value ? Markup.Of($"<p>Hash of its canonical JSON: <code>{value}</code></p>") : Markup.Empty;
        return Markup.Of($"<h3>The genotype</h3>{hash}<pre><code>{CompactJson.Format(text)}</code></pre>");
    }
}
