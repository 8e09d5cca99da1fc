using System.Text.Json;

namespace Weft.Runs;

/// <summary>How a run folder's JSON is read for showing: a null where the shape has none is an error here, not a crash later.</summary>
internal static class StrictJson
{
    /// <summary>The options of <see cref="RunReport.Json"/>, with nulls and missing values refused.</summary>
    public static JsonSerializerOptions Options { get; } = new(RunReport.Json)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Refuses null elements, which the options above let through.</summary>
    /// <exception cref="JsonException">A list has an element without value.</exception>
    public static RunReport Checked(RunReport report)
    {
        Check(report.Baselines, "baselines");
        Check(report.Differences, "differences");
        Check(report.Architecture?.Nodes, "architecture.nodes");
        Check(report.Architecture?.Edges, "architecture.edges");
        Check(report.Architecture?.Groups, "architecture.groups");
        Check(report.Architecture?.Columns, "architecture.columns");
        Check(report.Search?.Trials, "search.trials");
        Check(report.Search?.Correlations, "search.correlations");
        Check(report.Types, "types");
        Check(report.Splits, "splits");
        Check(report.Retrieval, "retrieval");
        Check(report.Examples, "examples");
        Check(report.Adaptation?.Map?.Points, "adaptation.map.points");
        Check(report.Adaptation?.Clips, "adaptation.clips");
        Check(report.Adaptation?.Clusters, "adaptation.clusters");
        Check(report.Adaptation?.OpenSet, "adaptation.openSet");
        foreach (var row in (report.Adaptation?.Clusters ?? []).Concat(report.Adaptation?.OpenSet ?? []))
        {
            Check(row.Figures, "adaptation.figures");
        }

        foreach (var (example, i) in (report.Examples ?? []).Select((example, i) => (example, i)))
        {
            Check(example.Answers, $"examples[{i}].answers");
            Check(example.Truth, $"examples[{i}].truth");
            Check(example.Boxes, $"examples[{i}].boxes");
            Check(example.Matches, $"examples[{i}].matches");
        }

        return report;
    }

    private static void Check<T>(IReadOnlyList<T>? list, string name)
    {
        if (list is not null && list.Any(element => element is null))
        {
            throw new JsonException("an element is null", "$." + name, null, null);
        }
    }
}
