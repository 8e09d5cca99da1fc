using Weft.Data;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments.Trials;

/// <summary>Measures how long a fusion network takes for one sample, its taps given.</summary>
/// <param name="features">Gives a sample.</param>
/// <param name="device">Where it runs.</param>
/// <param name="time">The clock.</param>
public sealed class Latency(FeatureSet features, Device device, TimeProvider time)
{
    private const int Warmups = 5;
    private const int Passes = 31;

    /// <summary>The median of some forward passes in evaluation mode.</summary>
    /// <param name="network">The network; in evaluation mode afterwards.</param>
    public double Milliseconds(FusionNetwork network)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        network.Eval();
        var taps = features.Source(Split.Dev).Load(0, [0]).Scoped(device).Inputs;
        var passes = new List<double>();
        for (var pass = 0; pass < Warmups + Passes; pass++)
        {
            using var inner = new TensorScope();
            var start = time.GetTimestamp();

            // Reading a number waits for an accelerator to be done.
            _ = network.Forward(taps).Sum().Item();
            passes.Add(time.GetElapsedTime(start).TotalMilliseconds);
        }

        return passes.Skip(Warmups).Order().ElementAt(Passes / 2);
    }
}
