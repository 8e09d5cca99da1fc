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
        var groups = settings.Groups
            ? OptimizerGroups.Tsm(method, rate, settings.WeightDecay, settings.FastClassifier, reference)
            : OptimizerGroups.Plain(method, rate, settings.WeightDecay);
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
            var cosine = new CosineSchedule(1, least, settings.Epochs);
            return cosine.RateOf;
        }

        var step = new StepSchedule(1, settings.DecayEpochs, settings.Decay);
        return step.RateOf;
    }
}
