using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>
/// Fold and class of noise clips: from a table beside them (`index.csv`, `esc50.csv` or `meta/esc50.csv`, with columns `file` or
/// `filename`, `fold`, and `class_id`, `target` or `class`), else from their names: ESC-50's `{fold}-{id}-{take}-{class}.wav` or ESC-10's
/// `{class}_{name}_{fold}-{id}-{take}.wav`.
/// </summary>
internal sealed partial class ClipIndex
{
    private const int MaximumBytes = 16 << 20;
    private readonly Dictionary<string, (int Fold, string Class)>? _rows;

    private ClipIndex(string? path, Dictionary<string, (int Fold, string Class)>? rows)
    {
        Path = path;
        _rows = rows;
    }

    /// <summary>The table, or null where there is none.</summary>
    public string? Path { get; }

    /// <summary>Looks for a table in the folder of the clips and beside it.</summary>
    /// <exception cref="InvalidFileException">A fold in the table is not 1 to 5, or a row lacks fields.</exception>
    public static ClipIndex Open(SoundFolder folder)
    {
        var full = System.IO.Path.GetFullPath(folder.Path);
        var places = new[] { full, System.IO.Path.GetDirectoryName(full) ?? full };
        var names = new[] { "index.csv", "esc50.csv", "meta/esc50.csv" };
        var path = places.SelectMany(place => names.Select(name => System.IO.Path.Combine(place, name))).FirstOrDefault(File.Exists);
        var rows = path is null ? null : Parse(path);
        return new ClipIndex(rows is null ? null : path, rows);
    }

    /// <summary>The fold (0 where unknown) and class (empty where unknown) of a clip.</summary>
    public (int Fold, string Class) Find(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        if (_rows is not null)
        {
            return _rows.TryGetValue(file, out var row)
                ? row
                : throw new InvalidFileException(Path!, $"has no row for {name}; add it or take the clip away");
        }

        var match = Esc50().Match(file);
        match = match.Success ? match : Esc10().Match(file);
        return match.Success ? (match.Groups["fold"].ValueSpan[0] - '0', match.Groups["class"].Value) : (0, "");
    }

    private static Dictionary<string, (int Fold, string Class)>? Parse(string path)
    {
        using var file = BoundedRead.Open(path);
        using var reader = new StringReader(System.Text.Encoding.UTF8.GetString(BoundedRead.All(file, path, MaximumBytes)));
        var header = CsvText.Fields((reader.ReadLine() ?? "").TrimStart('\uFEFF'));
        var name = header.FindIndex(field => field is "file" or "filename");
        var fold = header.IndexOf("fold");
        var kind = header.FindIndex(field => field is "class_id" or "target" or "class");
        if (name < 0 || fold < 0)
        {
            // Some other table that happens to lie there.
            return null;
        }

        var rows = new Dictionary<string, (int Fold, string Class)>(StringComparer.Ordinal);
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var fields = CsvText.Fields(text);
            if (fields.Count != header.Count || !int.TryParse(fields[fold], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > 5)
            {
                throw new InvalidFileException(path, $"line {line} has not {header.Count} fields with a fold from 1 to 5");
            }

            rows[fields[name]] = (number, kind < 0 ? "" : fields[kind]);
        }

        return rows;
    }

    [GeneratedRegex(@"^(?<fold>[1-5])-\d+-[A-Z]-(?<class>\d+)\.wav$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Esc50();

    [GeneratedRegex(@"^(?<class>\d+)_.*_(?<fold>[1-5])-\d+-[A-Z]\.wav$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Esc10();
}
