namespace Weft.Runs.Html;

/// <summary>Orders the places of each layer so that few edges cross: barycentre sweeps, of which the best is kept.</summary>
internal static class LayerOrdering
{
    /// <summary>Reorders the layers in place.</summary>
    /// <param name="layers">The layers, left to right.</param>
    /// <param name="sweeps">How many passes, alternately rightwards and leftwards.</param>
    public static void Improve(List<List<LayeredLayout.Place>> layers, int sweeps)
    {
        layers.ForEach(Number);
        var best = layers.Select(layer => layer.ToArray()).ToArray();
        var fewest = Crossings(layers);
        for (var sweep = 0; sweep < sweeps && fewest > 0; sweep++)
        {
            var rightwards = sweep % 2 == 0;
            for (var i = 0; i < layers.Count; i++)
            {
                Sort(layers[rightwards ? i : layers.Count - 1 - i], rightwards);
            }

            var crossings = Crossings(layers);
            if (crossings < fewest)
            {
                (fewest, best) = (crossings, layers.Select(layer => layer.ToArray()).ToArray());
            }
        }

        for (var i = 0; i < layers.Count; i++)
        {
            layers[i] = [.. best[i]];
            Number(layers[i]);
        }
    }

    /// <summary>How many pairs of edges between neighbouring layers cross.</summary>
    public static long Crossings(List<List<LayeredLayout.Place>> layers)
    {
        long crossings = 0;
        foreach (var layer in layers)
        {
            var edges = layer
                .SelectMany(place => place.After.Select(link => (From: Port(place, link.Here), To: Port(link.Other, link.There))))
                .ToArray();
            for (var i = 0; i < edges.Length; i++)
            {
                for (var j = i + 1; j < edges.Length; j++)
                {
                    crossings += (edges[i].From - edges[j].From) * (edges[i].To - edges[j].To) < 0 ? 1 : 0;
                }
            }
        }

        return crossings;
    }

    private static void Sort(List<LayeredLayout.Place> layer, bool rightwards)
    {
        var wish = layer.ToDictionary(place => place, place => Barycentre(place, rightwards));
        var sorted = layer.OrderBy(place => wish[place]).ThenBy(place => place.Order).ToList();

        // Numbered inputs read best in their own order: they keep it among the slots that they were given.
        var kept = layer.Where(place => place.KeepOrder).OrderBy(place => place.Order).ToList();
        var next = 0;
        for (var i = 0; i < sorted.Count; i++)
        {
            sorted[i] = sorted[i].KeepOrder ? kept[next++] : sorted[i];
        }

        layer.Clear();
        layer.AddRange(sorted);
        Number(layer);
    }

    private static double Barycentre(LayeredLayout.Place place, bool rightwards)
    {
        var links = rightwards ? place.Before : place.After;
        return links.Count == 0 ? place.Order : links.Average(link => Port(link.Other, link.There));
    }

    // Two edges to one tall group differ by where they enter it.
    private static double Port(LayeredLayout.Place place, double offset) =>
        place.Order + (place.Height > 0 ? Math.Clamp(offset / place.Height, -0.49, 0.49) : 0);

    private static void Number(List<LayeredLayout.Place> layer)
    {
        for (var i = 0; i < layer.Count; i++)
        {
            layer[i].Order = i;
        }
    }
}
