using Weft.Cdar;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>What changes a network's weights, and at which rate.</summary>
internal static class AdaptationOptimizers
{
    // A quarter for each device: published rates are those of four (CDAR specification 4).
    private const double PublishedDevices = 4;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="method">The network.</param>
    /// <param name="settings">The training's settings.</param>
    /// <param name="reference">With the published programs' quirks.</param>
    public static Optimizer Build(AdaptationMethod method, AdaptationTrainingSettings settings, bool reference)
    {
        var rate = settings.Rate * (settings.ScaleRate ?? reference ? 1 / PublishedDevices : 1);
        ParameterGroup[] groups = [new("weights", [.. method.Parameters().Where(p => p.RequiresGrad)], rate, settings.WeightDecay)];
        return settings.Optimizer == AdaptationOptimizer.Sgd
            ? new Sgd(groups, settings.Momentum, nesterov: settings.Nesterov)
            : new Adam(groups);
    }

    /// <summary>What rates are multiplied by, by 0-based epoch.</summary>
    /// <param name="settings">The training's settings.</param>
    public static Func<int, double> Factor(AdaptationTrainingSettings settings)
    {
        if (settings.Schedule == RateSchedule.Cosine)
        {
            // The published least rate is a thousandth of the configured one, whatever the number of devices.
            var least = (settings.MinimumRate ?? settings.Rate * 1e-3) / settings.Rate;
            return e => least + ((1 - least) * (1 + Math.Cos(Math.PI * e / settings.Epochs)) / 2);
        }

        return e => Math.Pow(settings.Decay, settings.DecayEpochs.Count(d => e >= d));
    }
}
