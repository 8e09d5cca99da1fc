using System.Text;
using Weft.Torch;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weft.Settings;

/// <summary>
/// Reads YAML that may be hostile into plain nodes: no tags, anchors or aliases (they build objects, or a gigabyte from a line),
/// one document, and limits on size and depth.
/// </summary>
internal static class YamlReader
{
    internal const int MaximumBytes = 1_000_000;
    internal const int MaximumDepth = 16;

    /// <summary>Reads a file.</summary>
    /// <returns>Null for a file without any value.</returns>
    /// <exception cref="UsageException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidFileException">It is too large, no text, or no plain YAML.</exception>
    internal static SettingsNode? ReadFile(string path)
    {
        var bytes = new byte[MaximumBytes + 1];
        int count;
        try
        {
            using var stream = File.OpenRead(path);
            count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: there is no such settings file; check the path.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the settings file cannot be read ({error.Message}); check that it is a readable file.");
        }

        if (count > MaximumBytes)
        {
            throw new InvalidFileException(path, $"a settings file may have at most {MaximumBytes / 1_000_000} MB; this is no settings file.");
        }

        try
        {
            return ReadText(new UTF8Encoding(false, true).GetString(bytes.AsSpan(0, count)), path);
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidFileException(path, "it is not UTF-8 text; save it as UTF-8.", error);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">The file's path, for messages.</param>
    internal static SettingsNode? ReadText(string text, string source)
    {
        var parser = new Parser(new StringReader(text.TrimStart('\uFEFF')));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, source, depth: 1);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _)
                ? root is ScalarNode { IsNull: true } ? null : root
                : throw Refuse(source, parser.Current!.Start, "a second document begins here; keep one document in a file");
        }
        catch (YamlException error)
        {
            throw Refuse(source, error.Start, $"this is not valid YAML ({error.Message.TrimEnd('.')})", error);
        }
        catch (Exception error) when (error is not WeftException)
        {
            // The scanner answers some garbage with exceptions of its own making instead of a YamlException.
            throw Refuse(source, parser.Current?.End ?? Mark.Empty, "this is not valid YAML from here on", error);
        }
    }

    private static SettingsNode ReadNode(IParser parser, string source, int depth)
    {
        if (parser.Current is AnchorAlias)
        {
            throw Refuse(source, parser.Current.Start, "aliases (*name) are not allowed; write the value out");
        }

        if (parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            throw Refuse(source, node.Start, "anchors (&name) and tags (!name) are not allowed; write the plain value");
        }

        if (depth > MaximumDepth)
        {
            throw Refuse(source, parser.Current!.Start, $"settings may be nested at most {MaximumDepth} deep");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new ScalarNode(scalar.Value, scalar.Style != ScalarStyle.Plain, At(source, scalar.Start));
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<SettingsNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(parser, source, depth + 1));
            }

            return new ListNode(items, At(source, sequence.Start));
        }

        return ReadMap(parser, source, depth);
    }

    private static MapNode ReadMap(IParser parser, string source, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new Dictionary<string, MapEntry>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var at = parser.Current!.Start;
            if (ReadNode(parser, source, depth + 1) is not ScalarNode key)
            {
                throw Refuse(source, at, "a key must be a plain word");
            }

            var value = ReadNode(parser, source, depth + 1);
            if (!entries.TryAdd(key.Text, new MapEntry(key.Text, value, key.Origin)))
            {
                throw new UsageException(
                    $"{key.Origin}: key '{key.Text}' was already given in line {entries[key.Text].Origin.Line}; remove one of them.");
            }
        }

        return new MapNode([.. entries.Values], At(source, start.Start));
    }

    private static Origin At(string source, Mark mark) => new(source, (int)mark.Line);

    private static InvalidFileException Refuse(string source, Mark mark, string problem, Exception? cause = null) =>
        new(At(source, mark).ToString(), problem + ".", cause);
}
