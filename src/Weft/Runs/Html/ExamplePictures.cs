using System.Text.RegularExpressions;

namespace Weft.Runs.Html;

/// <summary>Reads the pictures that a report's examples name, and none besides: a report from outside must not put other files on the page.</summary>
internal static partial class ExamplePictures
{
    /// <summary>A picture's file may be this long.</summary>
    public const int LongestFile = 1 << 20;

    /// <summary>At most this many pictures go into a page.</summary>
    public const int Most = 40;

    private const int MostSentences = 8;

    /// <summary>Reads the pictures.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <param name="report">The report.</param>
    /// <param name="problems">Gets a sentence for each picture that is left out.</param>
    public static Dictionary<string, ExamplePicture> Read(string runFolder, RunReport report, List<string> problems)
    {
        var pictures = new Dictionary<string, ExamplePicture>(StringComparer.Ordinal);
        var names = (report.Examples ?? []).Take(ExampleSection.MostExamples)
            .SelectMany(example => (example.Matches ?? []).Take(ExampleCard.Shown).Select(match => match.Picture).Prepend(example.Picture))
            .Concat((report.Adaptation?.Clips ?? []).Take(ClipSection.MostClips).Select(clip => clip.Picture))
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var refused = new List<string>();
        foreach (var name in names)
        {
            if (pictures.Count == Most)
            {
                problems.Add($"The examples name {Numbers.Count(names.Count)} pictures; the first {Most} that can be read are shown.");
                break;
            }

            if (Read(runFolder, name, out var picture) is { } problem)
            {
                refused.Add($"The picture {(name.Length > 120 ? name[..120] + "…" : name)} is left out: {problem}.");
            }
            else
            {
                pictures[name] = picture!;
            }
        }

        problems.AddRange(refused.Take(MostSentences));
        if (refused.Count > MostSentences)
        {
            problems.Add($"{Numbers.Count(refused.Count - MostSentences)} more pictures are left out.");
        }

        return pictures;
    }

    private static string? Read(string runFolder, string name, out ExamplePicture? picture)
    {
        picture = null;
        if (!Name().IsMatch(name))
        {
            return "pictures are files examples/NAME.png or examples/NAME.jpg of the run folder";
        }

        try
        {
            var file = new FileInfo(Path.Combine(runFolder, name));
            if (file.LinkTarget is not null || file.Directory?.LinkTarget is not null)
            {
                return "it is a link";
            }

            using var stream = file.OpenRead();
            if (stream.Length > LongestFile)
            {
                return "it is longer than 1 MiB";
            }

            // One byte more than allowed shows a file that grew, or one whose length the system does not know.
            var bytes = new byte[LongestFile + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            picture = length > LongestFile ? null : ExamplePicture.Of(bytes.AsSpan(0, length));
            return picture is null ? "it is not a PNG or JPEG picture of at most 8192 pixels a side" : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "it cannot be read";
        }
    }

    [GeneratedRegex(@"\Aexamples/[A-Za-z0-9_-][A-Za-z0-9._-]{0,120}\.(png|jpg|jpeg)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
