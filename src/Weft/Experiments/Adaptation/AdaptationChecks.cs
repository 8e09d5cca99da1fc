using Weft.Cdar;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>What can be known to be wrong with a run that adapts before anything is written.</summary>
public static class AdaptationChecks
{
    /// <summary>Checks methods, lists and sizes against each other.</summary>
    /// <param name="settings">The settings asked for.</param>
    /// <exception cref="WeftException">Something is wrong; the sentence names the setting or the file.</exception>
    public static void Check(AdaptationSettings settings)
    {
        Device.Parse(settings.Device);
        AdaptationVariant[] variants =
        [
            AdaptationVariant.Parse(settings.Method, "--method"),
            .. settings.Rivals.Select(r => AdaptationVariant.Parse(r, "rivals")),
        ];
        if (variants.GroupBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"rivals: {twice.Key} is there twice; name each method once, and not the run's own.");
        }

        var lists = new AdaptationData(settings);
        TorchRuntime.Load();
        foreach (var variant in variants)
        {
            using var scope = new TensorScope();
            using var random = new NetworkRandom(0);
            using var method = AdaptationMethods.Build(variant.Method, new MethodPlan
            {
                Encoder = ClipEncoders.Build(settings.Encoder with { Weights = string.Empty }, random, settings.Compatibility == Compatibility.Reference),
                Classes = lists.Known,
                Random = random,
                Settings = settings.Adapt,
                Reference = settings.Compatibility == Compatibility.Reference,
            });
            if (method.NeedsTarget && lists.Target is null)
            {
                throw new UsageException($"--target is missing: {variant.Name} learns from clips of the target too, without their labels.");
            }

            if (!variant.Traits.DescribesOnly)
            {
                method.RequireViews(settings.Clips.BuildSampler(train: true).Views * variant.Traits.Repeats);
            }
        }

        CheckChoice(settings, lists);
        if (settings.Train.Groups is false && settings.Train.FastClassifier)
        {
            throw new UsageException("train.fastClassifier needs train.groups=true: without groups all layers learn at one rate.");
        }
    }

    private static void CheckChoice(AdaptationSettings settings, AdaptationData lists)
    {
        var reference = settings.Compatibility == Compatibility.Reference;
        if (settings.Train.Choose == AdaptedEpoch.Best && lists.Dev is null && !reference)
        {
            throw new UsageException(
                "train.choose: the best epoch is chosen on held-out clips of the source, and --dev names none; name a list, or take choose=last. "
                + "(Only compatibility: reference chooses by the target's labels.)");
        }

        if (lists.AllTest is null && reference && settings.Train.Choose != AdaptedEpoch.Last && lists.Dev is null)
        {
            throw new UsageException("--test is missing: under reference rules epochs are chosen by it; name the list, or take train.choose=last.");
        }
    }
}
