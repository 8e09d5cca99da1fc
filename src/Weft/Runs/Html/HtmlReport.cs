using System.Security.Cryptography;
using System.Text;
using Weft.Torch;

namespace Weft.Runs.Html;

/// <summary>
/// Makes <c>report.html</c>, the result of a run for people: one file that needs no network and, apart from read-outs and sorting, no script.
/// </summary>
public static class HtmlReport
{
    /// <summary>The file's name in the run folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Reads a run folder and writes its page into it, replacing an earlier one in a single step.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="InvalidFileException"><c>report.json</c> is missing or is not a report.</exception>
    /// <exception cref="IOException">The page cannot be written.</exception>
    public static string Write(string runFolder)
    {
        var html = Render(RunPage.Read(runFolder));
        var path = Path.Combine(runFolder, FileName);
        var unfinished = path + ".tmp";
        File.WriteAllText(unfinished, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    /// <summary>Renders the page. The same page always gives the same text.</summary>
    /// <param name="page">What to show. What a run does not have (a training has no search) is left out.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Render(RunPage page)
    {
        // The policy lets nothing load but pictures that stand in the page, and no script run but ours, even if a file from outside found a way past the escaping.
        var scriptHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReportScript.Text)));
        page = MetricWords.In(page);
        var report = page.Report;
        return Markup.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{scriptHash}'">
            <meta name="color-scheme" content="light dark">
            <title>{report.Task} with {report.Method} – Weft report</title>
            <style>{new Markup(ReportStyle.Text)}</style>
            </head>
            <body>
            <main>
            {TitleSection.Build(page)}
            {Architecture(report)}
            {HonestySection.Build(report)}
            {ClusterSection.Build(report)}
            {TypeSection.Build(report)}
            {RetrievalSection.Build(report)}
            {ExampleSection.Build(page)}
            {ClassSection.Build(report)}
            {FeatureMapSection.Build(report)}
            {ClipSection.Build(page)}
            {SearchProgressSection.Build(report)}
            {PredictionSection.Build(report)}
            {FrontSection.Build(report)}
            {TrialTableSection.Build(report)}
            {ProbabilitySection.Build(page.Log)}
            {CurveSection.Build(page.Log)}
            {CostSection.Build(page)}
            {SettingsSection.Build(page)}
            </main>
            <div id="tip-box" role="status" hidden></div>
            <script>{new Markup(ReportScript.Text)}</script>
            </body>
            </html>

            """).Text.ReplaceLineEndings("\n");
    }

    private static Markup Architecture(RunReport report) => report.Architecture is { } graph
        ? Markup.Of($"""
            <section id="architecture"><h2>{(report.Kind == "search" ? "The found architecture" : "The architecture")}</h2>
            {GraphDrawing.Draw(graph)}</section>
            """)
        : Markup.Empty;
}
