using System.Globalization;
using System.Text;
using Weft.Data.Regions;
using Weft.Torch.Files;

namespace Weft.Experiments.VisionLanguage;

/// <summary>What data of sentences and regions consist of.</summary>
internal static class SentenceFiles
{
    /// <summary>Where what was read from annotations is kept: beside the data, or nowhere if they cannot be written to.</summary>
    /// <param name="settings">The run's settings.</param>
    internal static string? CacheOf(MmNasSettings settings) => CacheFolder.Beside(settings.Data);

    /// <summary>
    /// A hash of the content: of the annotations all bytes, of region files names and lengths, since they may be a hundred gigabytes.
    /// </summary>
    /// <param name="annotations">The files with sentences.</param>
    /// <param name="regions">The region files.</param>
    /// <param name="images">The images that are spoken of.</param>
    internal static string Hash(IEnumerable<string> annotations, RegionFolder regions, IEnumerable<long> images)
    {
        var text = new StringBuilder();
        foreach (var path in annotations)
        {
            text.Append(Path.GetFileName(path)).Append(' ').Append(Checksum.OfFile(path)).Append('\n');
        }

        foreach (var image in images.Distinct().Order())
        {
            var length = regions.Contains(image) ? new FileInfo(regions.PathOf(image)).Length : 0;
            text.Append(CultureInfo.InvariantCulture, $"{image} {length}\n");
        }

        return Checksum.OfBytes(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
