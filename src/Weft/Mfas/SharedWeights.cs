using Weft.Torch;

namespace Weft.Mfas;

/// <summary>
/// Weights of fusion layers that candidates hand on (specification 1.6). A layer's key is its place, widths and activation, as in
/// <c>1.L_25_16.A_relu</c>: as published, not which taps it joins, so that taps of the same summed width share.
/// </summary>
public sealed class SharedWeights : IDisposable
{
    private readonly Dictionary<string, Dictionary<string, Tensor>> layers = new(StringComparer.Ordinal);

    /// <summary>The keys of the layers that are there, sorted.</summary>
    public IReadOnlyList<string> Keys => [.. layers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Before a candidate is trained: gives its fusion layers the weights that are there.</summary>
    /// <param name="network">The candidate.</param>
    /// <returns>How many layers took weights.</returns>
    /// <exception cref="WeftException">A layer's weights have other names or shapes, as with batch norm turned on or off.</exception>
    public int Load(MfasNetwork network)
    {
        var count = 0;
        foreach (var (key, layer) in network.KeyedLayers)
        {
            if (layers.TryGetValue(key, out var state))
            {
                layer.LoadState(state);
                count++;
            }
        }

        return count;
    }

    /// <summary>After a candidate was trained: keeps copies of its fusion layers' weights, in place of any before.</summary>
    /// <param name="network">The candidate.</param>
    public void Store(MfasNetwork network)
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var (key, layer) in network.KeyedLayers)
        {
            Free(key);
            layers[key] = Copy(layer.State());
        }
    }

    /// <summary>All weights by <c>key/name</c>, for a checkpoint. They are the store's own, not copies.</summary>
    public IReadOnlyDictionary<string, Tensor> State() => layers
        .SelectMany(layer => layer.Value.Select(t => (Name: $"{layer.Key}/{t.Key}", t.Value)))
        .ToDictionary(t => t.Name, t => t.Value, StringComparer.Ordinal);

    /// <summary>Takes copies of what <see cref="State"/> gave, in place of everything before.</summary>
    /// <param name="state">Tensors by <c>key/name</c>.</param>
    /// <exception cref="WeftException">A name is not of that form; nothing was changed then.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var wrong = state.Keys.FirstOrDefault(name => !name.Contains('/', StringComparison.Ordinal));
        if (wrong is not null)
        {
            throw new WeftException($"'{wrong}' is no name of a shared weight: those are a layer's key, a slash and the weight's name.");
        }

        // Copied before anything is freed: the state may be this store's own.
        using var noGrad = Autograd.NoGrad();
        var copies = state
            .GroupBy(t => t.Key[..t.Key.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal)
            .Select(layer => (layer.Key, State: Copy(layer.Select(t => KeyValuePair.Create(t.Key[(layer.Key.Length + 1)..], t.Value)))))
            .ToList();
        Clear();
        foreach (var (key, copy) in copies)
        {
            layers[key] = copy;
        }
    }

    /// <summary>Frees all weights.</summary>
    public void Dispose() => Clear();

    private static Dictionary<string, Tensor> Copy(IEnumerable<KeyValuePair<string, Tensor>> state) =>
        state.ToDictionary(t => t.Key, t => t.Value.Clone().Unscoped(), StringComparer.Ordinal);

    private void Clear()
    {
        foreach (var key in layers.Keys)
        {
            Free(key);
        }

        layers.Clear();
    }

    private void Free(string key)
    {
        foreach (var tensor in layers.GetValueOrDefault(key, []).Values)
        {
            tensor.Dispose();
        }
    }
}
