using Weft.Torch;

namespace Weft.Data.Regions;

/// <summary>What a look at all region files of a data set found.</summary>
/// <param name="Width">How many numbers describe a region in most files; 0 without a file.</param>
/// <param name="MaximumCount">The most regions of a file; 0 without one.</param>
/// <param name="Problems">A sentence for each problem, missing images first; empty if all can be used.</param>
public sealed record RegionCheck(int Width, int MaximumCount, IReadOnlyList<string> Problems)
{
    /// <summary>How many problems are shown.</summary>
    public const int ShownProblems = 20;

    /// <summary>Throws one sentence of all problems, if there is any.</summary>
    /// <exception cref="WeftException">There are problems; the first <see cref="ShownProblems"/> are told, each on a line.</exception>
    public void ThrowIfAny()
    {
        if (Problems.Count == 0)
        {
            return;
        }

        var more = Problems.Count > ShownProblems ? $"\n  and {Problems.Count - ShownProblems} more" : "";
        throw new WeftException(
            $"{Problems.Count} region {(Problems.Count == 1 ? "file" : "files")} cannot be used:\n  {string.Join("\n  ", Problems.Take(ShownProblems))}{more}");
    }

    internal static RegionCheck Of(RegionFolder folder, long[] images, RegionLayout?[] layouts, string?[] problems)
    {
        var width = layouts.OfType<RegionLayout>().GroupBy(layout => layout.Width).MaxBy(group => group.Count())?.Key ?? 0;
        var missing = new List<string>();
        var others = new List<string>();
        for (var i = 0; i < images.Length; i++)
        {
            if (problems[i] is { } problem)
            {
                others.Add(problem);
            }
            else if (layouts[i] is not { } layout)
            {
                missing.Add($"image {images[i]} has no file in {string.Join(", ", folder.Folders)}");
            }
            else if (layout.Width != width)
            {
                others.Add($"{folder.PathOf(images[i])}: has {layout.Width} numbers for each region, but most files {width}");
            }
        }

        // A square array alone is taken as published; among arrays of the other kind it would be turned without a word.
        if (layouts.Any(layout => layout is { IsByRegion: true }))
        {
            others.AddRange(images.Where((_, i) => layouts[i] is { IsSquare: true }).Select(image =>
                $"{folder.PathOf(image)}: its array 'x' is square, so nothing tells which side counts regions, and other files have [regions, numbers]; "
                + "write all as [numbers, regions], as published"));
        }

        return new RegionCheck(width, layouts.Max(layout => layout?.Count) ?? 0, [.. missing, .. others]);
    }
}
