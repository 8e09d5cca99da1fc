using Weft.Torch;

namespace Weft.Search;

/// <summary>The two streams of random numbers a network needs: one for its initial values, one for its dropout masks.</summary>
public sealed class NetworkRandom : IDisposable
{
    /// <summary>Creates both streams from one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="device">Where masks are drawn; initial values are always drawn on the CPU, so that all devices start alike.</param>
    public NetworkRandom(ulong seed, Device? device = null)
    {
        Initial = new Generator(Seeds.Derive(seed, "initial"));
        Noise = new Generator(Seeds.Derive(seed, "noise"), device);
    }

    /// <summary>Draws initial values.</summary>
    public Generator Initial { get; }

    /// <summary>Draws dropout masks; its state belongs in checkpoints.</summary>
    public Generator Noise { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Initial.Dispose();
        Noise.Dispose();
    }
}
