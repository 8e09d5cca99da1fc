using Weft.Data.Formats;

namespace Weft.Data.Clips.Lists;

/// <summary>The published pairs' classes (CDAR specification 1.3).</summary>
internal static class ClassMaps
{
    private static readonly Lazy<IReadOnlyDictionary<string, ClassMap>> Maps = new(Read);

    /// <summary>All maps by name.</summary>
    public static IReadOnlyDictionary<string, ClassMap> All => Maps.Value;

    private static SortedDictionary<string, ClassMap> Read()
    {
        using var stream = typeof(ClassMaps).Assembly.GetManifestResourceStream("ClassMaps.csv")!;
        using var reader = new StreamReader(stream);
        var maps = new SortedDictionary<string, ClassMap>(StringComparer.Ordinal);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(CsvText.Fields).ToList();
        foreach (var name in rows.SelectMany(row => row[0].Split(' ')).Distinct())
        {
            var own = rows.Where(row => row[0].Split(' ').Contains(name)).ToList();
            var fine = own.SelectMany((row, label) => row[3].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(text => (text, label)));
            maps[name] = new ClassMap(name, [.. own.Select(row => row[1])], own.Count(row => row[2] == "known"), fine);
        }

        return maps;
    }
}
