using System.Text;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Adaptation;

/// <summary>A setting and the values that a sweep gives it.</summary>
/// <param name="Name">What it is called in the grid: a short name, or the setting itself.</param>
/// <param name="Key">The setting, such as <c>train.rate</c>.</param>
/// <param name="Values">Its values as they were written; at least one.</param>
public sealed record SweepAxis(string Name, string Key, IReadOnlyList<string> Values);

/// <summary>One choice of values.</summary>
/// <param name="Name">What it is called, safe as the name of a file: <c>lr=1e-3_ratio=.35</c>.</param>
/// <param name="Values">A value for each axis.</param>
public sealed record SweepPoint(string Name, IReadOnlyList<string> Values);

/// <summary>Settings with values, of which every combination is a point.</summary>
/// <param name="Axes">The settings; the first one's value changes slowest.</param>
public sealed record SweepGrid(IReadOnlyList<SweepAxis> Axes)
{
    /// <summary>The most points.</summary>
    public const int MostPoints = 10_000;

    private const string Form = "write --grid KEY=VALUE,VALUE, such as --grid lr=1e-3,1e-2";
    private const int LongestName = 100;
    private const int HashLength = 8;

    private static readonly Dictionary<string, string> ShortNames = new(StringComparer.Ordinal)
    {
        ["lr"] = "train.rate",
        ["ratio"] = "adapt.contrast.ratio",
        ["epochs"] = "train.epochs",
        ["batch"] = "train.batchSize",
        ["alpha"] = "clips.transforms.blend.alpha",
        ["blend"] = "clips.transforms.blend.probability",
        ["weight"] = "adapt.discriminator.weight",
    };

    /// <summary>Every combination of values.</summary>
    public IReadOnlyList<SweepPoint> Points
    {
        get
        {
            IEnumerable<string[]> combinations = [[]];
            foreach (var axis in Axes)
            {
                combinations = combinations.SelectMany(values => axis.Values.Select(value => (string[])[.. values, value]));
            }

            var all = combinations.ToList();
            var names = all.ConvertAll(Name);
            var taken = names.CountBy(name => name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
            string Told(string name, string[] values) => taken[name] > 1 || name.Length > LongestName ? Hashed(name, values) : name;
            return [.. all.Zip(names, (values, name) => new SweepPoint(Told(name, values), values))];
        }
    }

    /// <summary>
    /// Reads what <c>--grid</c> said: values separated by commas outside of brackets; a piece with '=' begins the next setting, also within
    /// one text. <c>lr</c>, <c>ratio</c>, <c>epochs</c>, <c>batch</c>, <c>alpha</c>, <c>blend</c> and <c>weight</c> stand for settings.
    /// </summary>
    /// <param name="texts">The texts, in their order.</param>
    /// <exception cref="UsageException">A text is none of this form, or a setting or value is there twice.</exception>
    public static SweepGrid Parse(IReadOnlyList<string> texts)
    {
        var axes = new List<(string Name, List<string> Values)>();
        foreach (var text in texts)
        {
            var begun = axes.Count;
            foreach (var piece in Pieces(text))
            {
                var equals = piece.IndexOf('=', StringComparison.Ordinal);
                if (equals == 0 || (equals < 0 && axes.Count == begun))
                {
                    throw new UsageException($"--grid {text}: '{piece}' names no setting; {Form}.");
                }

                if (equals > 0)
                {
                    axes.Add((piece[..equals].Trim(), []));
                }

                axes[^1].Values.Add(piece[(equals + 1)..].Trim());
            }
        }

        var grid = new SweepGrid([.. axes.Select(a => new SweepAxis(a.Name, ShortNames.GetValueOrDefault(a.Name, a.Name), a.Values))]);
        grid.Check();
        return grid;
    }

    /// <summary>The assignments of a point, as <c>--set</c> has them.</summary>
    /// <param name="point">The point.</param>
    public IReadOnlyList<string> Assignments(SweepPoint point) => [.. Axes.Zip(point.Values, (axis, value) => $"{axis.Key}={value}")];

    /// <summary>Makes sure that there is something to sweep, and nothing twice.</summary>
    /// <exception cref="UsageException">There is not.</exception>
    internal void Check()
    {
        if (Axes.Count == 0)
        {
            throw new UsageException($"--grid is missing: {Form}.");
        }

        foreach (var axis in Axes)
        {
            if (axis.Key is "kind")
            {
                throw new UsageException($"--grid: '{axis.Key}' says what a run is and has one value; leave it out.");
            }

            if (axis.Values.Any(string.IsNullOrEmpty))
            {
                throw new UsageException($"--grid: a value of '{axis.Name}' is empty; {Form}.");
            }

            if (axis.Values.CountBy(v => v, StringComparer.Ordinal).FirstOrDefault(v => v.Value > 1).Key is { } value)
            {
                throw new UsageException($"--grid: '{axis.Name}' is {value} twice; name each value once.");
            }
        }

        if (Axes.CountBy(a => a.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(a => a.Value > 1).Key is { } twice)
        {
            throw new UsageException($"--grid: the setting {twice} is there twice; name it once, with all its values.");
        }

        if (Axes.Aggregate(1.0, (points, axis) => points * axis.Values.Count) is > MostPoints and var count)
        {
            throw new UsageException($"--grid: {count:0} points are more than {MostPoints}; name fewer values.");
        }
    }

    /// <summary>The pieces between commas that no bracket encloses.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var (begin, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' or '{' => 1, ']' or '}' => -1, _ => 0 };
            if (text[i] == ',' && depth <= 0)
            {
                yield return text[begin..i];
                begin = i + 1;
            }
        }

        yield return text[begin..];
    }

    private static string Hashed(string name, string[] values)
    {
        var hash = Checksum.OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', values)));
        return $"{name[..Math.Min(name.Length, LongestName - HashLength)]}-{hash[..HashLength]}";
    }

    private string Name(string[] values) => string.Concat(
        string.Join('_', Axes.Zip(values, (axis, value) => $"{axis.Name}={value}"))
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '=' or '_' ? c : '-'));
}
