using Weft.Torch;

namespace Weft.Settings;

/// <summary>Lays settings files and <c>--set</c> assignments over typed defaults.</summary>
/// <remarks>
/// Settings are immutable records with init properties of the types bool, int, long, ulong, double, string, enumerations, their
/// nullable forms, <see cref="ValueList{T}"/> of any of these, <see cref="ValueMap"/>, and records of these. Keys are camel case; a
/// nested record's keys may be nested in the file or dotted (<c>search.epochs</c>). Later sources win over earlier ones, assignments
/// over files; a list or map is replaced whole, save that <c>map.name=value</c> adds to it.
/// </remarks>
public static class SettingsBinder
{
    /// <summary>Binds and checks.</summary>
    /// <typeparam name="T">The settings record.</typeparam>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="yamlFiles">Settings files, later ones win.</param>
    /// <param name="assignments">Texts of the form <c>key=value</c>.</param>
    /// <returns>A new record; <paramref name="defaults"/> is left alone.</returns>
    /// <exception cref="UsageException">A file is missing, a key unknown or given twice, a value of the wrong type or out of range.</exception>
    /// <exception cref="InvalidFileException">A file is no plain YAML.</exception>
    public static T Bind<T>(T defaults, IReadOnlyList<string> yamlFiles, IReadOnlyList<string> assignments)
        where T : class
    {
        var origins = new Dictionary<string, Origin>(StringComparer.Ordinal);
        object settings = defaults;
        foreach (var file in yamlFiles)
        {
            settings = Lay(YamlReader.ReadFile(file), settings, origins);
        }

        if (assignments.Count > 0)
        {
            var entries = assignments.Select(Assignment).ToList();
            settings = new RecordBinder(settings.GetType(), origins).Bind(settings, new MapNode(entries, entries[0].Origin));
        }

        SettingsValidator.Check(settings, origins);
        return (T)settings;
    }

    /// <summary>Binds and checks a text that some file held.</summary>
    /// <typeparam name="T">The settings record.</typeparam>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <exception cref="UsageException">A key is unknown or given twice, a value of the wrong type or out of range.</exception>
    /// <exception cref="InvalidFileException">It is no plain YAML.</exception>
    public static T BindText<T>(T defaults, string yaml, string source)
        where T : class
    {
        var origins = new Dictionary<string, Origin>(StringComparer.Ordinal);
        var settings = Lay(YamlReader.ReadText(yaml, source), defaults, origins);
        SettingsValidator.Check(settings, origins);
        return (T)settings;
    }

    private static object Lay(SettingsNode? node, object settings, Dictionary<string, Origin> origins) => node switch
    {
        null => settings,
        MapNode map => new RecordBinder(settings.GetType(), origins).Bind(settings, map),
        _ => throw new UsageException($"{node.Origin}: a settings file holds keys and values, such as 'seed: 1'."),
    };

    private static MapEntry Assignment(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--set {text}: write --set key=value, such as --set seed=1.");
        }

        var origin = new Origin($"--set {text}", null);
        var key = text[..equals].Trim();
        return new MapEntry(key, new AssignedNode(text[(equals + 1)..].Trim(), origin), origin);
    }
}
