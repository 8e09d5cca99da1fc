using Weft.Cdar;
using Weft.Data.Loading;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>What a network says of clips.</summary>
/// <param name="Values">[clips, columns], row by row: scores of the classes, or features.</param>
/// <param name="Columns">Numbers of a clip.</param>
/// <param name="Labels">The truth.</param>
public sealed record ClipScores(float[] Values, int Columns, int[] Labels)
{
    /// <summary>Clips.</summary>
    public int Rows => Labels.Length;
}

/// <summary>Scores clips in steps of a batch.</summary>
/// <param name="clips">The clips, in test mode.</param>
/// <param name="device">Where the network is.</param>
/// <param name="metricName">The figure's name.</param>
/// <param name="metric">The figure, higher is better.</param>
/// <param name="apply">What is asked of the network.</param>
internal sealed class ClipJudge(
    BatchLoader clips, Device device, string metricName, Func<ClipScores, double> metric, Func<AdaptationMethod, Tensor, Tensor> apply) : IDisposable
{
    private readonly List<float> values = [];
    private readonly List<int> labels = [];
    private BatchPass? pass;

    /// <summary>The figure's name.</summary>
    public string MetricName => metricName;

    /// <summary>Steps of a pass.</summary>
    public int Steps => clips.Batches;

    /// <summary>One step; those of a pass come in order.</summary>
    /// <param name="method">The network, in evaluation mode.</param>
    /// <param name="step">0-based; step 0 begins anew.</param>
    public void Step(AdaptationMethod method, int step)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        if (step == 0)
        {
            Dispose();
            values.Clear();
            labels.Clear();
            pass = clips.Begin(0);
        }

        var batch = pass!.Next(device);
        values.AddRange(apply(method, batch.Inputs[0]).To(Device.Cpu).ToArray<float>());
        labels.AddRange(Array.ConvertAll(batch.Labels.To(Device.Cpu).ToArray<long>(), l => (int)l));
    }

    /// <summary>What the pass gave.</summary>
    public ClipScores Scores()
    {
        Dispose();
        return new ClipScores([.. values], values.Count / Math.Max(labels.Count, 1), [.. labels]);
    }

    /// <summary>The figure of a finished pass.</summary>
    public double Score() => metric(Scores());

    /// <summary>Scores all clips.</summary>
    /// <param name="method">The network; it is in evaluation mode afterwards.</param>
    /// <param name="stepped">Told after each step.</param>
    public ClipScores Run(AdaptationMethod method, Action<int>? stepped = null)
    {
        method.Eval();
        for (var s = 0; s < Steps; s++)
        {
            Step(method, s);
            stepped?.Invoke(s + 1);
        }

        return Scores();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pass?.Dispose();
        pass = null;
    }
}
