using System.Text;
using Weft.Data.Arrays;
using Weft.Data.Formats;
using Weft.Data.Formats.Video;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Ntu;

/// <summary>The folder of a prepared NTU RGB+D: how it is finished, and judged before it is used again.</summary>
internal static class NtuFolder
{
    /// <summary>The folder of small videos within a work folder, without what a killed process left unfinished there.</summary>
    public static string ClearVideos(string folder)
    {
        var videos = Path.Combine(folder, NtuManifest.VideosFolder);
        Directory.CreateDirectory(videos);
        foreach (var unfinished in Directory.EnumerateFiles(videos, $"*{VideoRescaler.Unfinished}").ToList())
        {
            File.Delete(unfinished);
        }

        return videos;
    }

    /// <summary>Writes the list of bad clips and the manifest.</summary>
    /// <param name="folder">The folder, its row files complete.</param>
    /// <param name="recipe">What was prepared.</param>
    /// <param name="sources">From what.</param>
    /// <param name="bad">What cannot be used.</param>
    /// <param name="progress">Told of the digests.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">A split is left without a clip.</exception>
    /// <exception cref="InvalidFileException">A video that was made is gone.</exception>
    public static NtuManifest Finish(
        string folder,
        NtuRecipe recipe,
        NtuSources sources,
        IReadOnlyList<BadItem> bad,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        var lines = new StringBuilder("name,problem\n");
        foreach (var item in bad)
        {
            lines.Append(CsvText.Quote(item.Name)).Append(',').Append(CsvText.Quote(item.Problem)).Append('\n');
        }

        AtomicFile.WriteAllText(Path.Combine(folder, NtuManifest.BadFile), lines.ToString());
        var clips = NpyReader.Read(Path.Combine(folder, NtuManifest.ClipsFile)).As<long>();
        var people = new int[clips.Length / NtuClip.Columns];
        var skeletonRows = 0L;
        for (var i = 0; i < people.Length; i++)
        {
            people[i] = (int)clips[(i * NtuClip.Columns) + 2];
            skeletonRows += clips[(i * NtuClip.Columns) + 6];
        }

        var videos = ClearVideos(folder);
        if (recipe.Straight)
        {
            Directory.Delete(videos, recursive: true);
        }
        else
        {
            FolderSync.Flush(videos);
            foreach (var clip in NtuClip.FromRows(clips, skeletonRows, folder))
            {
                RequireVideo(VideoOf(folder, null, clip), clip);
            }
        }

        int Count(Split split) => people.Count(p => NtuSubjects.SplitOf(p, recipe.TrainSubjects) == split);
        var counts = new ArrayCounts(Count(Split.Train), Count(Split.Dev), Count(Split.Test));
        foreach (var split in Enum.GetValues<Split>().Where(split => counts.Of(split) == 0))
        {
            throw new UsageException(
                $"Not one clip for {split.Word()} can be used; {Path.Combine(folder, NtuManifest.BadFile)} says why of each.");
        }

        var manifest = new NtuManifest
        {
            FormatVersion = NtuManifest.CurrentVersion,
            Size = recipe.Size,
            Videos = recipe.Straight ? Path.GetFullPath(recipe.Videos) : null,
            TrainSubjects = recipe.TrainSubjects,
            Compatibility = recipe.Compatibility,
            Counts = counts,
            LeftOut = sources.LeftOut,
            Bad = bad.Count,
            Sources = sources.Digests,
            Files = PreparedFolder.Digests(folder, NtuManifest.AllFiles, progress, cancellation),
        };
        AtomicFile.WriteAllBytes(Path.Combine(folder, ManifestFile.Name), ManifestFile.ToJson(manifest));
        return manifest;
    }

    /// <summary>Makes sure that a prepared folder is what would be made now, and intact to the last video.</summary>
    /// <exception cref="UsageException">It was made by another recipe or from other sources.</exception>
    /// <exception cref="InvalidFileException">A file of it is absent or changed.</exception>
    public static NtuManifest RequireSame(
        string folder, NtuRecipe recipe, NtuSources sources, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var manifest = NtuManifest.Read(folder);
        var wanted = manifest with
        {
            Size = recipe.Size,
            Videos = recipe.Straight ? recipe.Videos : null,
            TrainSubjects = recipe.TrainSubjects,
            Compatibility = recipe.Compatibility,
        };
        PreparedFolder.RequireSame(
            folder,
            manifest.Settings().Zip(wanted.Settings(), (a, b) => (a.Name, (string?)a.Value, (string?)b.Value)),
            manifest.Sources,
            sources.Digests);
        PreparedFolder.RequireIntact(folder, NtuManifest.AllFiles, manifest.Files);
        using var data = NtuDataset.Open(folder);
        var done = 0;
        foreach (var (clip, digest) in data.VideoDigests())
        {
            cancellation.ThrowIfCancellationRequested();
            var path = VideoOf(folder, manifest.Videos, clip);
            RequireVideo(path, clip);
            var found = manifest.Videos is null ? Convert.FromHexString(Checksum.OfFile(path)) : NtuClipMaker.DigestOfEnds(path);
            if (!digest.AsSpan().SequenceEqual(found))
            {
                throw new InvalidFileException(path, "is not as it was prepared; delete the prepared folder and prepare it again");
            }

            progress?.Report(new PrepareProgress("digests", ++done, manifest.Counts.Train + manifest.Counts.Dev + manifest.Counts.Test));
        }

        return manifest;
    }

    /// <summary>The video of a clip.</summary>
    /// <param name="folder">The prepared folder.</param>
    /// <param name="originals">The folder of the originals where they are read; null where small ones were made.</param>
    /// <param name="clip">The clip.</param>
    public static string VideoOf(string folder, string? originals, NtuClip clip) => originals is null
        ? Path.Combine(folder, NtuManifest.VideosFolder, NtuClipMaker.FileOf(clip.Name.ToString()))
        : Path.Combine(originals, $"{clip.Name}{NtuName.VideoEnd}");

    /// <summary>Makes sure that a clip's video is there and as long as it was.</summary>
    /// <exception cref="InvalidFileException">It is not.</exception>
    public static void RequireVideo(string path, NtuClip clip)
    {
        var info = new FileInfo(path);
        var length = FileLength.Of(info);
        if (!info.Exists || length != clip.VideoBytes)
        {
            throw new InvalidFileException(
                path,
                $"{(info.Exists ? $"has {length} bytes instead of {clip.VideoBytes}" : "is not there")}, though it was prepared; "
                + "put it back, or delete the prepared folder and prepare it again");
        }
    }
}
