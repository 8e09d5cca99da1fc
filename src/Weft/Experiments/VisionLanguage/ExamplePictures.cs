namespace Weft.Experiments.VisionLanguage;

/// <summary>Copies pictures of examples into the run folder, where the report finds them.</summary>
/// <param name="pictures">The folder of pictures; null or absent for none.</param>
/// <param name="runFolder">The run folder.</param>
public sealed class ExamplePictures(string? pictures, string runFolder)
{
    private const string Folder = "examples";
    private const long Largest = 1 << 20;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    private Dictionary<long, string>? files;

    /// <summary>The picture of an image within the run folder.</summary>
    /// <param name="image">The image's id.</param>
    /// <returns>The path relative to the run folder; null where there is no picture, or none of a size for a page.</returns>
    public string? Of(long image)
    {
        if (pictures is null || !Directory.Exists(pictures))
        {
            return null;
        }

        files ??= Index(pictures);
        if (!files.TryGetValue(image, out var path) || new FileInfo(path).Length > Largest)
        {
            return null;
        }

        var name = image.ToString(System.Globalization.CultureInfo.InvariantCulture) + (path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? ".png" : ".jpg");
        Directory.CreateDirectory(Path.Combine(runFolder, Folder));
        File.Copy(path, Path.Combine(runFolder, Folder, name), overwrite: true);
        return $"{Folder}/{name}";
    }

    private static Dictionary<long, string> Index(string folder)
    {
        var found = new Dictionary<long, string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Extensions.Contains(Path.GetExtension(path).ToLowerInvariant(), StringComparer.Ordinal)
                && Data.Regions.RegionFolder.IdOf(path) is { } id)
            {
                found.TryAdd(id, path);
            }
        }

        return found;
    }
}
