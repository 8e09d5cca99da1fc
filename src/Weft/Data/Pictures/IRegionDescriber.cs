using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Torch;

namespace Weft.Data.Pictures;

/// <summary>Makes numbers of the regions of pictures that are prepared.</summary>
public interface IRegionDescriber
{
    /// <summary>Makes sure that pictures can be described, which may take learning.</summary>
    /// <param name="folder">The folder that is being prepared: what is learned is kept there, and is found there after a kill.</param>
    /// <param name="progress">Told how far learning is; null for silence.</param>
    /// <param name="cancellation">Stops; the same call goes on.</param>
    /// <exception cref="UsageException">A setting is impossible.</exception>
    void Ready(string folder, IProgress<PrepareProgress>? progress, CancellationToken cancellation);

    /// <summary>The regions of a picture.</summary>
    /// <param name="index">The picture's place among those that are prepared.</param>
    /// <param name="item">The picture and its boxes.</param>
    RegionFile Describe(int index, PictureItem item);
}
