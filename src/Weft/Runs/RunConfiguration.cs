using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weft.Runs;

/// <summary>
/// The settings of <c>config.yaml</c> for showing and looking up: dotted keys and values as they are written.
/// It reads the parser's events and expands no alias, so that a file from outside can neither grow nor nest without end.
/// </summary>
public static class RunConfiguration
{
    /// <summary>Settings beyond this many are not listed; no real configuration comes near.</summary>
    public const int MostSettings = 5000;

    private const int Deepest = 64;

    /// <summary>Flattens YAML into dotted keys, such as <c>search.epochs</c> and <c>encoders.0.name</c>, in the file's order; a list of plain values is one setting, such as <c>[1, 2, 3]</c>.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <exception cref="FormatException">The text is not YAML, or nests deeper than any configuration does.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(string yaml)
    {
        var settings = new List<KeyValuePair<string, string>>();
        var levels = new Stack<Level>();
        try
        {
            using var text = new StringReader(yaml);
            var parser = new Parser(text);
            while (parser.MoveNext() && settings.Count < MostSettings)
            {
                Take(parser.Current!, levels, settings);
            }
        }
        catch (YamlException problem)
        {
            throw new FormatException($"line {problem.Start.Line}: {problem.Message}", problem);
        }

        return settings;
    }

    private static void Take(ParsingEvent current, Stack<Level> levels, List<KeyValuePair<string, string>> settings)
    {
        switch (current)
        {
            case MappingStart or SequenceStart:
                if (levels.Count >= Deepest)
                {
                    throw new FormatException($"line {current.Start.Line}: nested deeper than {Deepest} levels");
                }

                if (levels.TryPeek(out var outer))
                {
                    outer.IsFlat = false;
                }

                levels.Push(new Level(outer?.Next() ?? "", current is SequenceStart, settings.Count));
                break;
            case MappingEnd or SequenceEnd:
                var closed = levels.Pop();
                if (closed is { IsList: true, IsFlat: true, Count: > 0 })
                {
                    // A list of plain values is one setting, not many.
                    var values = settings.Skip(closed.First).Select(setting => setting.Value).ToArray();
                    settings.RemoveRange(closed.First, settings.Count - closed.First);
                    settings.Add(new(closed.Path, $"[{string.Join(", ", values)}]"));
                }
                else if (closed.Count == 0)
                {
                    settings.Add(new(closed.Path, closed.IsList ? "[]" : "{}"));
                }

                break;
            case Scalar scalar when levels.TryPeek(out var level):
                if (level is { IsList: false, Key: null })
                {
                    level.Key = scalar.Value;
                }
                else
                {
                    settings.Add(new(level.Next(), scalar.Value));
                }

                break;
            case AnchorAlias alias when levels.TryPeek(out var level):
                settings.Add(new(level.Next(), "*" + alias.Value));
                break;
        }
    }

    private sealed class Level(string path, bool isList, int first)
    {
        public string Path { get; } = path;

        public bool IsList { get; } = isList;

        /// <summary>Where its first setting stands in the list.</summary>
        public int First { get; } = first;

        /// <summary>Whether all its values so far are plain.</summary>
        public bool IsFlat { get; set; } = true;

        public string? Key { get; set; }

        public int Count { get; private set; }

        /// <summary>The dotted key of the value that comes now.</summary>
        public string Next()
        {
            var own = IsList ? Count.ToString(CultureInfo.InvariantCulture) : Key ?? "";
            Key = null;
            Count++;
            return Path.Length == 0 ? own : $"{Path}.{own}";
        }
    }
}
