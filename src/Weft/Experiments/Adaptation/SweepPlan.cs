using System.Text.Json;
using Weft.Runs;
using Weft.Settings;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>A sweep: a grid of settings over those that all its runs share.</summary>
public sealed class SweepPlan
{
    /// <summary>The kind of its settings.</summary>
    public const string RunKind = "sweep";

    /// <summary>Its grid and its points, in its folder beside <c>config.yaml</c>, which holds the settings that all points share.</summary>
    public const string FileName = "sweep.json";

    private const string PointKind = "adapt";
    private const string PointsFolder = "points";

    private readonly AdaptationSettings[] points;

    /// <summary>Binds the settings of every point.</summary>
    /// <param name="settings">What all points share.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="UsageException">There is no such setting or value, or two points are the same.</exception>
    public SweepPlan(AdaptationSettings settings, SweepGrid grid)
    {
        (Settings, Grid, Points) = (settings, grid, grid.Points);
        points = [.. Points.Select(point => SettingsBinder.Bind(settings, [], [.. grid.Assignments(point)]) with { Kind = PointKind })];
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (point, bound) in Points.Zip(points))
        {
            if (!seen.TryAdd(SettingsWriter.ToYaml(bound), point.Name))
            {
                var other = seen[SettingsWriter.ToYaml(bound)];
                throw new UsageException($"--grid: {other} and {point.Name} are the same settings; name each value once.");
            }
        }
    }

    /// <summary>What all points share.</summary>
    public AdaptationSettings Settings { get; }

    /// <summary>The grid.</summary>
    public SweepGrid Grid { get; }

    /// <summary>Its points; the first setting's value changes slowest.</summary>
    public IReadOnlyList<SweepPoint> Points { get; }

    /// <summary>The plan of a sweep that begins, or of the one in a folder.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="settings">What all points share.</param>
    /// <param name="grid">What <c>--grid</c> said; where nothing, the folder's sweep goes on.</param>
    /// <exception cref="WeftException">The grid is none, or another than the folder's.</exception>
    public static SweepPlan Of(string folder, AdaptationSettings settings, IReadOnlyList<string> grid)
    {
        var path = Path.Combine(folder, FileName);
        var stored = File.Exists(path) ? Read(path) : null;
        if (stored is null || grid.Count > 0)
        {
            var asked = SweepGrid.Parse(grid);
            return stored is null || string.Equals(Text(stored), Text(asked), StringComparison.Ordinal)
                ? new SweepPlan(settings, asked)
                : throw new UsageException(
                    $"{path} was begun with another grid: --resume goes on as begun; leave --grid out, or begin another sweep.");
        }

        return new SweepPlan(settings, stored);
    }

    /// <summary>The settings of a point.</summary>
    /// <param name="index">Its place among <see cref="Points"/>.</param>
    public AdaptationSettings SettingsOf(int index) => points[index];

    /// <summary>The folder of a point's run.</summary>
    /// <param name="folder">The sweep's folder.</param>
    /// <param name="index">The point's place among <see cref="Points"/>.</param>
    public string FolderOf(string folder, int index) => Path.Combine(folder, PointsFolder, Points[index].Name);

    /// <summary>Whether a point's networks are scored on held-out clips of the source.</summary>
    /// <param name="index">The point's place among <see cref="Points"/>.</param>
    public bool HasDev(int index) => points[index] is { Dev.List.Length: > 0, Train.Choose: not AdaptedEpoch.Last }
        && !AdaptationVariant.Parse(points[index].Method, "--method").Traits.Clusters;

    /// <summary>Checks what can be known to be wrong before anything is written.</summary>
    /// <exception cref="WeftException">A point cannot be run, or there is nothing to compare points by.</exception>
    public void Check()
    {
        for (var i = 0; i < points.Length; i++)
        {
            var settings = points[i];
            if (AdaptationVariant.Parse(settings.Method, "--method") is { Traits.DescribesOnly: true, Name: var name })
            {
                throw new UsageException($"--method: {name} tells nothing apart, so its points cannot be compared; sweep another method.");
            }

            if (settings.Test.List.Length == 0 && !HasDev(i))
            {
                throw new UsageException("--test is missing: name the list of clips by whose figures points are compared.");
            }

            try
            {
                AdaptationChecks.Check(settings);
            }
            catch (UsageException problem)
            {
                throw new UsageException($"{Points[i].Name}: {problem.Message}");
            }
        }
    }

    /// <summary>Writes <see cref="FileName"/>.</summary>
    /// <param name="folder">The sweep's folder.</param>
    public void Save(string folder)
    {
        StoredPoint Told(SweepPoint point) => new(point.Name, $"{PointsFolder}/{point.Name}", Grid.Assignments(point));
        var stored = new Stored(Grid.Axes, [.. Points.Select(Told)]);
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(stored, RunReport.Json) + "\n");
    }

    private static string Text(SweepGrid grid) => JsonSerializer.Serialize(grid.Axes, RunReport.Json);

    private static SweepGrid Read(string path)
    {
        const string Advice = "delete it, and give --grid again with --resume";
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllText(path), StrictJson.Options) ?? throw new JsonException("null");
            if (stored.Grid.Any(a => a is null || a.Values.Any(v => v is null)))
            {
                throw new JsonException("an element is null");
            }

            var grid = new SweepGrid(stored.Grid);
            grid.Check();
            return grid;
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, $"is damaged; {Advice}", error);
        }
        catch (UsageException error)
        {
            throw new InvalidFileException(path, $"holds no grid ({error.Message.TrimEnd('.')}); {Advice}", error);
        }
    }

    private sealed record Stored(IReadOnlyList<SweepAxis> Grid, IReadOnlyList<StoredPoint> Points);

    private sealed record StoredPoint(string Name, string Folder, IReadOnlyList<string> Settings);
}
