using Weft.Torch;

namespace Weft.Settings;

/// <summary>Tells a person who mistyped or misplaced a key which one may have been meant.</summary>
internal static class UnknownKey
{
    private const int MostListed = 12;
    private const int Deepest = 6;

    /// <summary>The refusal.</summary>
    /// <param name="root">The outermost record's type.</param>
    /// <param name="siblings">The settings that are known where the key stands.</param>
    /// <param name="prefix">The dotted path to there, with its last dot, or nothing.</param>
    /// <param name="key">The key.</param>
    /// <param name="origin">Where it was written.</param>
    internal static UsageException Error(Type root, IReadOnlyList<Setting> siblings, string prefix, string key, Origin origin)
    {
        var name = Printable.Short(key);
        var names = siblings.Select(one => one.Name).ToList();
        var all = Keys(root, "", Deepest).ToList();
        var near = NearestName.Find(name, names) is { } sibling
            ? prefix + sibling
            : NearestName.Find(prefix + name, all) ?? all.FirstOrDefault(one => one.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
        var advice = near is not null
            ? $"did you mean '{near}'?"
            : $"known here: {string.Join(", ", names.Take(MostListed))}{(names.Count > MostListed ? ", ..." : "")}.";
        return new UsageException($"{origin}: unknown key '{prefix}{name}'; {advice}");
    }

    private static IEnumerable<string> Keys(Type record, string prefix, int depth) =>
        Setting.Of(record).SelectMany(setting => setting.Shape.Kind == SettingKind.Record && depth > 0
            ? Keys(setting.Shape.Type, $"{prefix}{setting.Name}.", depth - 1)
            : [prefix + setting.Name]);
}
