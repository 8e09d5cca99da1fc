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
        CheckDifferent(settings, variants);

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
            var ordered = variant is { Orders: true, Traits.DescribesOnly: false } && settings.Order.Epochs > 0;
            if ((method.NeedsTarget || ordered) && lists.Target is null)
            {
                throw new UsageException($"--target is missing: {variant.Name} learns from clips of the target too, without their labels.");
            }

            if (variant.Traits.Clusters)
            {
                CheckClusters(lists);
            }

            if (!variant.Traits.DescribesOnly)
            {
                method.RequireViews(settings.Clips.BuildSampler(train: true).Views * variant.Traits.Repeats);
                method.RequireViews(settings.Clips.BuildSampler(train: false).Views);
            }
        }

        CheckChoice(settings, lists, variants);
        if (settings.Train.Groups is false && settings.Train.FastClassifier)
        {
            throw new UsageException("train.fastClassifier needs train.groups=true: without groups all layers learn at one rate.");
        }
    }

    /// <summary>Two names of the same training would be told apart by chance alone.</summary>
    private static void CheckDifferent(AdaptationSettings settings, IReadOnlyList<AdaptationVariant> variants)
    {
        if (variants.GroupBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"rivals: {twice.Key} is there twice; name each method once, and not the run's own.");
        }

        var blends = settings.Clips.Transforms.Blend is { Probability: > 0 };
        var same = variants.GroupBy(v => (v.Method, v.Blends && blends, v.Orders && settings.Order.Epochs > 0)).FirstOrDefault(g => g.Count() > 1)?.ToList();
        if (same is not null)
        {
            throw new UsageException(
                $"rivals: {same[0].Name} and {same[1].Name} are the same here, since "
                + (same[0].Blends != same[1].Blends ? "clips.transforms.blend" : "order.epochs") + " is not set; set it, or leave one out.");
        }
    }

    /// <summary>What clustering would refuse only when all networks are trained.</summary>
    private static void CheckClusters(AdaptationData lists)
    {
        if (Enumerable.Range(0, lists.Known).Except(lists.Source.Labels).ToList() is [var absent, ..])
        {
            throw new UsageException(
                $"source: no clip is of {lists.NameOf(absent)}, one of the {lists.Known} known classes, which clusters begin with; mend the list, or --known.");
        }

        if (lists.AllTest is { } test && test.Clips.Count < lists.Classes)
        {
            throw new UsageException($"test: {test.Clips.Count} clips cannot be clustered into {lists.Classes} classes; name a longer list.");
        }
    }

    private static void CheckChoice(AdaptationSettings settings, AdaptationData lists, IReadOnlyList<AdaptationVariant> variants)
    {
        // Held-out clips of the source have no novel classes to be clustered.
        var usesDev = lists.Dev is not null && !variants.Any(v => v.Traits.Clusters);
        var reference = settings.Compatibility == Compatibility.Reference;
        if (settings.Train.Choose == AdaptedEpoch.Best && !usesDev && !reference)
        {
            throw new UsageException(
                "train.choose: the best epoch is chosen on held-out clips of the source, which --dev names for methods with a classifier; name a list, or take choose=last. "
                + "(Only compatibility: reference chooses by the target's labels.)");
        }

        if (lists.AllTest is null && reference && settings.Train.Choose != AdaptedEpoch.Last && !usesDev)
        {
            throw new UsageException("--test is missing: under reference rules epochs are chosen by it; name the list, or take train.choose=last.");
        }
    }
}
