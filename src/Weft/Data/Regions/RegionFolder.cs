using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Regions;

/// <summary>
/// Region files by the number of their image: all .npz files of some folders and the folders within, listed once. Any number of threads may
/// read from it.
/// </summary>
public sealed class RegionFolder
{
    private const int DeepestFolder = 16;

    private readonly Dictionary<long, string> paths;

    private RegionFolder(IReadOnlyList<string> folders, Dictionary<long, string> paths)
    {
        Folders = folders;
        this.paths = paths;
    }

    /// <summary>The folders that were opened.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>How many images have a file.</summary>
    public int Count => paths.Count;

    /// <summary>The images that have a file, in no order.</summary>
    public IReadOnlyCollection<long> Ids => paths.Keys;

    /// <summary>Lists folders.</summary>
    /// <param name="folders">One or more; folders within are searched too, and files without an image's number in their name left out.</param>
    /// <exception cref="InvalidFileException">A folder is missing or has no region file, or two files are of one image.</exception>
    public static RegionFolder Open(params IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var found = new Dictionary<long, string>();
        foreach (var folder in folders)
        {
            var before = found.Count;
            var seen = 0;
            foreach (var path in Files(folder))
            {
                seen++;
                if (IdOf(path) is { } id && !found.TryAdd(id, path) && !string.Equals(found[id], path, StringComparison.Ordinal))
                {
                    throw new InvalidFileException(
                        path, $"is of image {id}, and so is {found[id]}; keep one of the two, or give folders that do not overlap");
                }
            }

            if (found.Count == before && !found.Values.Any(path => path.StartsWith(Path.GetFullPath(folder), StringComparison.Ordinal)))
            {
                throw new InvalidFileException(
                    folder,
                    (seen == 0 ? "has no .npz file" : $"has {seen} .npz files, but none with an image's number in its name")
                    + ", such as COCO_train2014_000000000009.jpg.npz; give the folder of region features");
            }
        }

        return new RegionFolder(folders, found);
    }

    /// <summary>The number of the image that a file is of: the digits after the last '_' of its name, up to the first '.' after it.</summary>
    /// <param name="path">A file.</param>
    /// <returns>The number, such as 9 for <c>COCO_train2014_000000000009.jpg.npz</c>; null if there is none.</returns>
    public static long? IdOf(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        name = name[(name.LastIndexOf('_') + 1)..];
        var dot = name.IndexOf('.');
        return long.TryParse(dot < 0 ? name : name[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>Whether an image has a file.</summary>
    /// <param name="id">The image.</param>
    public bool Contains(long id) => paths.ContainsKey(id);

    /// <summary>The file of an image.</summary>
    /// <param name="id">The image.</param>
    /// <exception cref="InvalidFileException">There is none.</exception>
    public string PathOf(long id) => paths.TryGetValue(id, out var path)
        ? path
        : throw new InvalidFileException(
            string.Join(", ", Folders), $"has no region file of image {id} (a name that ends in _{id} before the first '.'); give the folder that has it");

    /// <summary>Reads the regions of an image.</summary>
    /// <param name="id">The image.</param>
    /// <exception cref="InvalidFileException">There is no file, or it cannot be used.</exception>
    public RegionFile Read(long id) => RegionFile.Read(PathOf(id));

    /// <summary>
    /// Looks for everything that would stop a pass over images: images without a file, files whose headers are damaged or disagree, files of
    /// another width than most. Reads headers only.
    /// </summary>
    /// <param name="ids">The images; each is looked at once.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>All problems together, and the sizes of what is there.</returns>
    public RegionCheck Check(IEnumerable<long> ids, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        long[] images = [.. ids.Distinct()];
        var layouts = new RegionLayout?[images.Length];
        var problems = new string?[images.Length];
        Parallel.For(0, images.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                layouts[i] = paths.TryGetValue(images[i], out var path) ? RegionLayout.Of(path) : null;
            }
            catch (InvalidFileException error)
            {
                problems[i] = error.Message;
            }
        });
        return RegionCheck.Of(this, images, layouts, problems);
    }

    private static IEnumerable<string> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = false };
        try
        {
            return Directory.EnumerateFiles(Path.GetFullPath(folder), "*.npz", options).Order(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(folder, $"cannot be listed ({error.Message}); give a folder of region features", error);
        }
    }
}
