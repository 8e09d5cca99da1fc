using System.Text.RegularExpressions;
using Weft.Testing;

namespace Weft.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Text">What it holds, the last line's end included.</param>
/// <param name="Line">The line of the fence, from 1.</param>
internal sealed record FencedBlock(string Language, string Text, int Line);

/// <summary>A page of the documentation, taken apart as far as tests need it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Blocks">Its fenced blocks.</param>
/// <param name="Links">Its links and images outside of them, with their lines.</param>
internal sealed record DocumentPage(string Path, IReadOnlyList<FencedBlock> Blocks, IReadOnlyList<(string Target, int Line)> Links)
{
    /// <summary>The file's path within the repository.</summary>
    public string Name => System.IO.Path.GetRelativePath(TestPaths.Repository, Path);
}

/// <summary>Finds and reads pages.</summary>
internal static partial class DocumentPages
{
    /// <summary>The pages at the top of the repository and all below docs.</summary>
    internal static IEnumerable<DocumentPage> All() => Directory.EnumerateFiles(TestPaths.Repository, "*.md")
        .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(TestPaths.Repository, "docs"), "*.md", SearchOption.AllDirectories))
        .Order(StringComparer.Ordinal)
        .Select(Read);

    /// <summary>Reads one.</summary>
    internal static DocumentPage Read(string path)
    {
        var blocks = new List<FencedBlock>();
        var links = new List<(string, int)>();
        var lines = File.ReadAllText(path).Split('\n');
        int? fence = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                if (fence is { } start)
                {
                    blocks.Add(new FencedBlock(lines[start][3..].Trim(), string.Concat(lines[(start + 1)..i].Select(l => l + "\n")), start + 1));
                }

                fence = fence is null ? i : null;
            }
            else if (fence is null)
            {
                links.AddRange(Link().Matches(Code().Replace(lines[i], "")).Select(m => (m.Groups["target"].Value, i + 1)));
            }
        }

        return new DocumentPage(path, blocks, links);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
