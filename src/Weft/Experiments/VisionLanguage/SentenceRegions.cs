using Weft.Data.Regions;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The region features of a run: where they are, how wide, and those kept in memory.</summary>
internal sealed class SentenceRegions
{
    private const long Megabyte = 1 << 20;

    /// <summary>Lists the files and reads one of them.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="first">An image whose file tells the width.</param>
    /// <param name="boxScale">What boxes are multiplied by; 1 by default.</param>
    /// <exception cref="Weft.Torch.WeftException">There are no files, or the image has none.</exception>
    internal SentenceRegions(MmNasSettings settings, long first, float boxScale = 1)
    {
        Folder = RegionFolder.Open(Folders(settings));
        Cache = new RegionCache(Folder, settings.Files.CacheMegabytes * Megabyte, boxScale);
        Width = Folder.Contains(first) ? Cache.Read(first).Width : 0;
    }

    /// <summary>The files.</summary>
    internal RegionFolder Folder { get; }

    /// <summary>Those kept in memory.</summary>
    internal RegionCache Cache { get; }

    /// <summary>Numbers of a region's features; 0 where the first image has no file, which <see cref="Check"/> tells.</summary>
    internal int Width { get; }

    /// <summary>Tells everything that is missing or damaged, together.</summary>
    /// <param name="images">The images that will be read.</param>
    /// <exception cref="Weft.Torch.WeftException">Something is.</exception>
    internal void Check(IEnumerable<long> images) => Folder.Check(images).ThrowIfAny();

    private static string[] Folders(MmNasSettings settings) => settings.Files.Features.Count == 0
        ? [settings.Data]
        : [.. settings.Files.Features.Select(folder => Path.GetFullPath(folder, settings.Data))];
}
