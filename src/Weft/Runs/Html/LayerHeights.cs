namespace Weft.Runs.Html;

/// <summary>
/// Chooses heights: every place wishes to be level with its neighbours, and the nearest heights to all wishes of a layer that keep
/// order and distance are found exactly (isotonic regression by pooling adjacent violators).
/// </summary>
internal static class LayerHeights
{
    /// <summary>Sets the height of every place.</summary>
    /// <param name="layers">The ordered layers.</param>
    /// <param name="gap">Pixels between neighbours.</param>
    /// <param name="sweeps">How many passes, alternately rightwards and leftwards.</param>
    public static void Settle(List<List<LayeredLayout.Place>> layers, double gap, int sweeps)
    {
        foreach (var layer in layers)
        {
            Spread(layer, [.. layer.Select(_ => 0.0)], gap);
        }

        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            var rightwards = sweep % 2 == 0;
            for (var i = 0; i < layers.Count; i++)
            {
                var layer = layers[rightwards ? i : layers.Count - 1 - i];
                Spread(layer, [.. layer.Select(place => Wish(place, rightwards))], gap);
            }
        }
    }

    /// <summary>The nearest ascending values to those wished for, by least squares.</summary>
    internal static double[] Ascending(IReadOnlyList<double> wishes)
    {
        var blocks = new List<(double Sum, int Count)>();
        foreach (var wish in wishes)
        {
            blocks.Add((wish, 1));
            while (blocks.Count > 1 && Mean(blocks[^2]) > Mean(blocks[^1]))
            {
                var merged = (blocks[^2].Sum + blocks[^1].Sum, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add(merged);
            }
        }

        return [.. blocks.SelectMany(block => Enumerable.Repeat(Mean(block), block.Count))];
    }

    private static double Mean((double Sum, int Count) block) => block.Sum / block.Count;

    private static double Wish(LayeredLayout.Place place, bool rightwards)
    {
        var links = rightwards ? place.Before : place.After;
        links = links.Count > 0 ? links : rightwards ? place.After : place.Before;
        return links.Count == 0 ? place.Y : links.Average(link => link.Other.Y + link.There - link.Here);
    }

    private static void Spread(List<LayeredLayout.Place> layer, double[] wishes, double gap)
    {
        // With the distances taken out, "far enough apart" is simply "ascending".
        var shift = new double[layer.Count];
        for (var i = 1; i < layer.Count; i++)
        {
            shift[i] = shift[i - 1] + gap + ((layer[i - 1].Height + layer[i].Height) / 2);
        }

        var settled = Ascending([.. wishes.Select((wish, i) => wish - shift[i])]);
        for (var i = 0; i < layer.Count; i++)
        {
            layer[i].Y = settled[i] + shift[i];
        }
    }
}
