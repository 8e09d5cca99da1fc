using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats;
using Weft.Data.Formats.Images;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Clips.Backgrounds;

/// <summary>How backgrounds are stored.</summary>
public enum BackgroundFormat
{
    /// <summary>JPEG of quality 75, as published.</summary>
    Jpg,

    /// <summary>PNG: nothing is lost.</summary>
    Png,
}

/// <summary>How backgrounds are made.</summary>
public sealed record BackgroundRecipe
{
    /// <summary>How many frames of a clip are taken at most, evenly spread; 100 as published; null for all.</summary>
    public int? Frames { get; init; } = TemporalMedian.PublishedFrames;

    /// <summary>How they are stored; JPEG.</summary>
    public BackgroundFormat Format { get; init; }

    /// <summary>How many clips are worked on at once; 0, the default, for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>As published, what follows the last dot of a clip's name is lost, so that names may collide (section 7, item 28).</summary>
    public bool Reference { get; init; }
}

/// <summary>What became of an extraction.</summary>
/// <param name="Made">Backgrounds that were made.</param>
/// <param name="Kept">Backgrounds that were there already.</param>
/// <param name="Bad">Clips that cannot be read, by name.</param>
public sealed record BackgroundCounts(int Made, int Kept, IReadOnlyList<BadItem> Bad);

/// <summary>
/// Makes the backgrounds of clips: each the median over time, as a picture under the clip's name (CDAR specification 1.7). What is there
/// already is kept, so that whoever was killed goes on.
/// </summary>
public static class BackgroundExtraction
{
    /// <summary>Makes those of all clips below a folder: folders that hold pictures directly, and videos.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="output">The folder to make them in, in folders as the clips are.</param>
    /// <param name="recipe">How.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between clips.</param>
    /// <exception cref="InvalidFileException">There is no clip.</exception>
    /// <exception cref="WeftException">What reads clips is not installed, or the output cannot be written.</exception>
    public static BackgroundCounts OfFolder(
        string folder, string output, BackgroundRecipe recipe, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var clips = FoundClips.Below(folder, output);
        return Run(clips.Clips, output, recipe, progress, cancellation);
    }

    /// <summary>Makes those of a list's clips.</summary>
    /// <param name="list">The list.</param>
    /// <param name="output">The folder to make them in, in folders as the clips' names have them.</param>
    /// <param name="recipe">How.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between clips.</param>
    /// <exception cref="WeftException">What reads clips is not installed, or the output cannot be written.</exception>
    public static BackgroundCounts OfList(
        ClipList list, string output, BackgroundRecipe recipe, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var clips = FoundClips.Of(list);
        return Run(clips.Clips, output, recipe, progress, cancellation);
    }

    /// <summary>The file of a clip's background.</summary>
    /// <param name="output">The folder of backgrounds.</param>
    /// <param name="name">The clip's name.</param>
    /// <param name="recipe">How backgrounds are made.</param>
    /// <exception cref="InvalidFileException">The name leads out of the folder.</exception>
    public static string PathOf(string output, string name, BackgroundRecipe recipe)
    {
        var root = Path.GetFullPath(output);
        var suffix = recipe.Format == BackgroundFormat.Png ? ".png" : ".jpg";
        var path = Path.GetFullPath(Path.Combine(root, recipe.Reference ? Path.ChangeExtension(name, suffix) : name + suffix));
        return path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidFileException(name, "leads out of the folder of backgrounds; give the clip a name below its data's folder");
    }

    private static BackgroundCounts Run(
        IReadOnlyList<FoundClip> clips, string output, BackgroundRecipe recipe, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        var (made, kept, done) = (0, 0, 0);
        var bad = new ConcurrentBag<BadItem>();
        var targets = new ConcurrentDictionary<string, FoundClip>(StringComparer.Ordinal);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = recipe.Threads > 0 ? recipe.Threads : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        try
        {
            Parallel.ForEach(Partitioner.Create(clips, EnumerablePartitionerOptions.NoBuffering), options, clip =>
            {
                try
                {
                    var target = PathOf(output, clip.Name, recipe);
                    if (!ReferenceEquals(targets.GetOrAdd(target, clip), clip))
                    {
                        // It would be lost in silence.
                        throw new InvalidFileException(
                            clip.Name, "has the name of another clip, whose background stands there; make each list's in a folder of its own");
                    }

                    if (File.Exists(target))
                    {
                        Interlocked.Increment(ref kept);
                    }
                    else
                    {
                        Make(clip, target, recipe);
                        Interlocked.Increment(ref made);
                    }
                }
                catch (InvalidFileException error)
                {
                    bad.Add(new BadItem(clip.Name, error.Message));
                }

                progress?.Report(new PrepareProgress("medians", Interlocked.Increment(ref done), clips.Count));
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<WeftException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return new BackgroundCounts(made, kept, [.. bad.OrderBy(item => item.Name, StringComparer.Ordinal)]);
    }

    private static void Make(FoundClip clip, string target, BackgroundRecipe recipe)
    {
        var frames = clip.Count();
        if (frames < 1)
        {
            throw new InvalidFileException(clip.Name, "has no frame; leave the clip out");
        }

        var median = TemporalMedian.Of(TemporalMedian.Chosen(frames, recipe.Frames), clip.Read);
        var bytes = recipe.Format == BackgroundFormat.Png
            ? PngWriter.Encode(median.Pixels, median.Width, median.Height)
            : JpegEncoder.Encode(median.Pixels, median.Width, median.Height);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{Path.GetDirectoryName(target)}: cannot be made ({error.Message}); choose another folder.", error);
        }

        AtomicFile.WriteAllBytes(target, bytes);
    }
}
