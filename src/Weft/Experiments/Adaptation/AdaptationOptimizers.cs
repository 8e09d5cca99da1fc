using Weft.Cdar;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Experiments.Adaptation;

/// <summary>What changes a network's weights, and at which rate.</summary>
internal static class AdaptationOptimizers
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="method">The network.</param>
    /// <param name="settings">The training's settings.</param>
    /// <param name="reference">With the published programs' quirks.</param>
    public static Optimizer Build(AdaptationMethod method, AdaptationTrainingSettings settings, bool reference)
    {
        var rate = settings.ScaleRate ?? reference ? CalibratedRate.Of(settings.Rate, devices: 1) : settings.Rate;
        var groups = settings.Groups
            ? OptimizerGroups.Tsm(method, rate, settings.WeightDecay, settings.FastClassifier, reference)
            : OptimizerGroups.Plain(method, rate, settings.WeightDecay);
        return settings.Optimizer == AdaptationOptimizer.Sgd
            ? new Sgd(groups, settings.Momentum, nesterov: settings.Nesterov)
            : new Adam(groups);
    }

    /// <summary>How rates go on. A cosine's least rate does not scale with devices, as published.</summary>
    /// <param name="settings">The training's settings.</param>
    public static IEpochSchedule Schedule(AdaptationTrainingSettings settings) => settings.Schedule == RateSchedule.Cosine
        ? new CosineSchedule(settings.Epochs, settings.MinimumRate ?? settings.Rate * 1e-3)
        : new StepSchedule([.. settings.DecayEpochs], settings.Decay);
}
