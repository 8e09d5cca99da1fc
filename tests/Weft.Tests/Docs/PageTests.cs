using System.CommandLine.Parsing;
using Shouldly;
using Weft.Cli;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Settings;

namespace Weft.Tests.Docs;

/// <summary>Links lead somewhere, and every command line that a page shows is one that the program takes.</summary>
public sealed class PageTests
{
    [Fact]
    public void Relative_links_lead_to_files()
    {
        var pages = DocumentPages.All().ToList();
        pages.Count.ShouldBeGreaterThan(5);
        var broken = from page in pages
                     from link in page.Links
                     where !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith('#')
                     let file = Path.Combine(Path.GetDirectoryName(page.Path)!, link.Target.Split('#')[0])
                     where !File.Exists(file) && !Directory.Exists(file)
                     select $"{page.Name}, line {link.Line}: {link.Target} is not there";
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Headings_that_links_name_are_there()
    {
        var broken = from page in DocumentPages.All()
                     from link in page.Links
                     where link.Target.Contains('#') && !link.Target.Contains("://", StringComparison.Ordinal)
                     let parts = link.Target.Split('#')
                     let file = parts[0].Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, parts[0])
                     where !Anchors(file).Contains(parts[1])
                     select $"{page.Name}, line {link.Line}: {link.Target} names no heading";
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Command_lines_parse()
    {
        var lines = DocumentPages.All().SelectMany(CommandLines).ToList();
        lines.Count.ShouldBeGreaterThan(10);
        foreach (var (page, line, text) in lines)
        {
            var words = Words(text);
            var result = CommandTree.Create().Parse(words[1..]);
            result.Errors.Select(e => e.Message).ShouldBeEmpty($"{page}, line {line}: {text}");
            var settings = words.Select((word, i) => (word, i)).Where(w => w.word == "--set").Select(w => words[w.i + 1]).ToArray();
            Should.NotThrow(() => Bind(words, settings), $"{page}, line {line}: {text}");
        }
    }

    /// <summary>Runs of MmNas have settings of their own, its search and training for one of its tasks, and so have runs that adapt.</summary>
    private static RunSettings Bind(string[] words, string[] settings)
    {
        if (words[1] is "adapt" or "sweep" || words.Contains("alignment", StringComparer.Ordinal))
        {
            return SettingsBinder.Bind(new AdaptationSettings { Data = "data" }, [], settings);
        }

        var task = Array.IndexOf(words, "--task") is >= 0 and var at ? words[at + 1] : null;
        return SentenceTasks.Has(task) || words.Contains(MmNasGenotype.SpaceName, StringComparer.Ordinal)
            ? SettingsBinder.Bind(new MmNasSettings { Data = "data", Task = task ?? SentenceTasks.Answers }, [], settings)
            : SettingsBinder.Bind(new FusionSettings { Data = "data" }, [], settings);
    }

    private static HashSet<string> Anchors(string file) => [.. File.ReadLines(file)
        .Where(l => l.StartsWith('#'))
        .Select(l => string.Concat(l.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'))];

    /// <summary>Lines of fenced blocks that start the program; one that ends in a backslash goes on.</summary>
    private static IEnumerable<(string Page, int Line, string Text)> CommandLines(DocumentPage page)
    {
        foreach (var block in page.Blocks)
        {
            var lines = block.Text.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var start = i;
                var text = lines[i].Trim();
                while (text.EndsWith('\\') && i + 1 < lines.Length)
                {
                    text = $"{text[..^1].TrimEnd()} {lines[++i].Trim()}";
                }

                if (text.StartsWith("weft ", StringComparison.Ordinal) || text.StartsWith("./weft ", StringComparison.Ordinal))
                {
                    // Where the shell puts the output is none of the program's arguments.
                    yield return (page.Name, block.Line + start + 1, text.Split(" # ")[0].Split(" > ")[0]);
                }
            }
        }
    }

    /// <summary>Words as a shell would part them; quotes hold words together and go.</summary>
    private static string[] Words(string text) => [.. CommandLineParser.SplitCommandLine(text)];
}
