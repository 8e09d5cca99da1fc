using System.Text.Json;
using Weft.Data.Formats;
using Weft.Runs;

namespace Weft.Tests.Runs.Html;

/// <summary>A made-up adaptation with the shape of a real one: nine actions, three of them novel, four methods, three seeds.</summary>
internal static class SampleAdaptation
{
    private static readonly string[] Classes = ["walk", "run", "jump", "wave", "spin", "slash", "thrust", "shoot", "cast"];

    public static RunReport Report { get; } = new()
    {
        Kind = "adapt",
        Task = "sprites",
        Method = "glad",
        Seed = 1,
        Test = new Dictionary<string, double> { ["top1"] = .987, ["mean_class"] = .985 },
        Baselines =
        [
            Line("glad", [.985, .991, .978], "three classifiers of the domain, backgrounds blended"),
            Line("dann", [.93, .96, .985], "one classifier of the domain"),
            Line("osbp", [.91, .902, .94], null),
            Line("source-only", [.85, .998, 1.0], "trained on the source alone"),
        ],
        Differences = [new("source-only", "top1", .035, -.02, .09, .95, "Student's t over 3 seeds"), new("dann", "top1", .026, .004, .048, .95, "Student's t over 3 seeds")],
        Classes = [.. Classes.Select((name, i) => new ClassReport(name, 16, .9 + (.01 * i), .95 - (.02 * i), .92 - (.01 * i)))],
        Confusion = [.. Classes.Select((_, i) => (IReadOnlyList<long>)[.. Classes.Select((_, j) => i == j ? 14L : j == (i + 1) % 9 ? 2 : 0)])],
        Adaptation = new()
        {
            Source = "sprites with clothes",
            Target = "sprites without",
            Map = new("t-SNE", [.. Points()]),
            Clips = [.. Enumerable.Range(0, 10).Select(i => new ClipExampleReport
            {
                Picture = $"examples/clip-{i}.png",
                Truth = Classes[i % 9],
                Prediction = Classes[i % 4 == 3 ? (i + 1) % 9 : i % 9],
                Score = i == 2 ? null : .98 - (.05 * i),
                Domain = i % 5 == 4 ? FeatureDomain.Source : FeatureDomain.Target,
            })],
            Clusters =
            [
                new("gcd", [new("ALL", .71, .06, .83), new("Old", .78, .04, .84), new("New", .58, .12, .81)], "semi-supervised k-means, 20 tries"),
                new("kmeans", [new("ALL", .64), new("Old", .66), new("New", .61)], "k-means of the target alone"),
            ],
            OpenSet = [new("glad", [new("H", .62, .03), new("OS*", .71, .02), new("UNK", .55, .05)])],
        },
    };

    public static void Write(string folder)
    {
        _ = Directory.CreateDirectory(Path.Combine(folder, "examples"));
        for (var i = 0; i < 10; i++)
        {
            PngWriter.Write(Path.Combine(folder, $"examples/clip-{i}.png"), Strip(i), 8 * 64, 64);
        }

        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(Report, RunReport.Json));
    }

    private static BaselineReport Line(string name, double[] values, string? note) => new()
    {
        Name = name,
        Metric = "top1",
        Seeds = [1, 2, 3],
        Values = values,
        Mean = PairedStatistics.Mean(values),
        Std = PairedStatistics.SampleStd(values),
        Parameters = 1_234_567,
        Seconds = 71,
        Note = note,
    };

    private static IEnumerable<FeaturePoint> Points()
    {
        var draws = Weft.Data.ItemRandom.From(12);
        for (var i = 0; i < 720; i++)
        {
            var target = i % 5 < 2;
            var angle = 2 * Math.PI * (i % 9) / 9;
            var shift = target ? 2.2 : 0;
            yield return new(
                (12 * Math.Cos(angle)) + shift + (1.5 * draws.NextNormal()),
                (12 * Math.Sin(angle)) - shift + (1.5 * draws.NextNormal()),
                target ? FeatureDomain.Target : FeatureDomain.Source,
                Classes[i % 9],
                target ? draws.Next(12) > 0 : null);
        }
    }

    /// <summary>A square that moves over a striped ground, frame by frame.</summary>
    private static byte[] Strip(int clip)
    {
        var pixels = new byte[3 * 8 * 64 * 64];
        for (var y = 0; y < 64; y++)
        {
            for (var x = 0; x < 8 * 64; x++)
            {
                var (frame, inner) = (x / 64, x % 64);
                var figure = Math.Abs(inner - 12 - (5 * frame)) < 9 && Math.Abs(y - 32 - (clip % 3 * 6)) < 12;
                var at = 3 * ((y * 8 * 64) + x);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = figure
                    ? ((byte)230, (byte)(60 + (17 * clip)), (byte)50)
                    : ((byte)(70 + (20 * ((inner + y + (clip * 5)) / 16 % 3))), (byte)110, (byte)(90 + (8 * clip)));
            }
        }

        return pixels;
    }
}
