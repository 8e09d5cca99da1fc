using System.Text;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Ntu;

/// <summary>A clip that could be, or something that can be none.</summary>
/// <param name="Label">Its name; a file's name where that says nothing.</param>
/// <param name="Name">What the name says; null where it says nothing.</param>
/// <param name="Video">The video; null where there is none.</param>
/// <param name="Skeleton">The skeleton; null where there is none.</param>
/// <param name="Problem">Why it cannot be used; null where it may.</param>
internal sealed record NtuCandidate(string Label, NtuName? Name, FileInfo? Video, FileInfo? Skeleton, string? Problem);

/// <summary>What the folders of sources hold: videos and skeletons paired by their names.</summary>
/// <param name="Candidates">All clips of subjects that are wanted, usable or not, in ordinal order of their names.</param>
/// <param name="LeftOut">How many clips are of subjects that are in no split.</param>
/// <param name="Digests">Digests of the sources by their role.</param>
internal sealed record NtuSources(IReadOnlyList<NtuCandidate> Candidates, int LeftOut, SortedDictionary<string, string> Digests)
{
    private const int MaximumListBytes = 16 << 20;

    // Some editors begin a text with it.
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Lists the folders.</summary>
    /// <param name="recipe">What is prepared.</param>
    /// <exception cref="InvalidFileException">A folder or the list of bad clips is absent or cannot be read.</exception>
    /// <exception cref="UsageException">There is no clip for one of the splits.</exception>
    public static NtuSources List(NtuRecipe recipe)
    {
        var videos = Files(recipe.Videos, ".avi", "videos");
        var skeletons = Files(recipe.Skeletons, NtuName.SkeletonEnd, "skeletons");
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["skeletons"] = Digest(skeletons),
            ["videos"] = Digest(videos),
        };
        HashSet<string> bad = [];
        if (recipe.BadList is { } list)
        {
            digests["bad list"] = Checksum.OfFile(list);
            bad = ReadList(list);
        }

        var (found, leftOut) = Pair(videos, skeletons, bad, recipe.TrainSubjects);
        foreach (var split in Enum.GetValues<Split>())
        {
            if (!found.Any(c => c is { Problem: null, Name: { } name } && NtuSubjects.SplitOf(name.Person, recipe.TrainSubjects) == split))
            {
                throw new UsageException(
                    $"{recipe.Videos} and {recipe.Skeletons} have no clip for {split.Word()} in common, whose subjects are "
                    + $"{string.Join(", ", NtuSubjects.Of(split, recipe.TrainSubjects))}; give folders that have.");
            }
        }

        return new NtuSources(found, leftOut, digests);
    }

    /// <summary>The names in a list: lines that are none, such as a heading, are passed over.</summary>
    /// <exception cref="InvalidFileException">It is absent or names no clip.</exception>
    internal static HashSet<string> ReadList(string path)
    {
        using var file = BoundedRead.Open(path);
        var text = Encoding.UTF8.GetString(BoundedRead.All(file, path, MaximumListBytes));
        HashSet<string> names = [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => WithoutEnd(line.TrimStart(ByteOrderMark)))
            .Where(line => NtuName.TryParse(line, out _))];
        return names.Count > 0
            ? names
            : throw new InvalidFileException(path, "names no clip, such as S001C002P005R002A008 on a line of its own");
    }

    private static string WithoutEnd(string line) =>
        ((string[])[NtuName.SkeletonEnd, NtuName.VideoEnd]).FirstOrDefault(end => line.EndsWith(end, StringComparison.Ordinal)) is { } known
            ? line[..^known.Length]
            : line;

    private static (List<NtuCandidate> Found, int LeftOut) Pair(
        FileInfo[] videos, FileInfo[] skeletons, HashSet<string> bad, NtuTrainSubjects train)
    {
        var videoOf = ByName(videos, NtuName.VideoEnd, out var odd);
        var skeletonOf = ByName(skeletons, NtuName.SkeletonEnd, out var oddSkeletons);
        const string misnamed = "its name is not one such as S001C001P001R001A001_rgb.avi or .skeleton";
        var found = odd.Concat(oddSkeletons).Select(file => new NtuCandidate(file.Name, null, null, null, misnamed)).ToList();
        var leftOut = 0;
        foreach (var name in videoOf.Keys.Union(skeletonOf.Keys))
        {
            var (video, skeleton) = (videoOf.GetValueOrDefault(name), skeletonOf.GetValueOrDefault(name));
            var problem = name.Problem()
                ?? (bad.Contains(name.ToString()) ? "it is in the list of bad clips"
                : video is null ? "it has a skeleton, but no video"
                : skeleton is null ? "it has a video, but no skeleton"
                : null);
            if (name.Problem() is null && NtuSubjects.SplitOf(name.Person, train) is null)
            {
                leftOut++;
                continue;
            }

            found.Add(new NtuCandidate(name.ToString(), name, video, skeleton, problem));
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Label, b.Label));
        return (found, leftOut);
    }

    private static Dictionary<NtuName, FileInfo> ByName(FileInfo[] files, string end, out List<FileInfo> odd)
    {
        var named = new Dictionary<NtuName, FileInfo>();
        odd = [];
        foreach (var file in files)
        {
            if (file.Name.EndsWith(end, StringComparison.Ordinal) && NtuName.TryParse(file.Name[..^end.Length], out var name))
            {
                named.Add(name.Value, file);
            }
            else
            {
                odd.Add(file);
            }
        }

        return named;
    }

    private static FileInfo[] Files(string folder, string end, string what)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidFileException(folder, $"is no folder; give the one that has the {what}");
        }

        FileInfo[] files = [.. new DirectoryInfo(folder).EnumerateFiles()
            .Where(file => file.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)).OrderBy(file => file.Name, StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new InvalidFileException(folder, $"has no file that ends in {end}; give the folder that has the {what}");
    }

    // A digest of all that the files hold would take as long as reading 136 GB does; each clip's own digest is kept beside it.
    private static string Digest(FileInfo[] files) =>
        Checksum.OfBytes(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{FileLength.Of(file)} {file.Name}\n"))));
}
