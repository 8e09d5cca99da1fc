using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Sampling;
using Weft.Data.Clips.Transforms;
using Weft.Data.Loading;
using Weft.Search;

namespace Weft.Experiments.Adaptation;

/// <summary>The clips of a run as batches: frames chosen and changed as a variant of the method wants them.</summary>
/// <param name="experiment">The run.</param>
internal sealed class AdaptationClips(AdaptationExperiment experiment)
{
    private readonly Dictionary<bool, BackgroundPool> pools = [];
    private readonly List<ClipSource> opened = [];

    private AdaptationSettings Settings => experiment.Settings;

    /// <summary>Clips to learn from.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="list">The clips.</param>
    /// <param name="batchSize">Clips of a step.</param>
    /// <param name="isSource">Whether they are the source's.</param>
    public BatchLoader Training(AdaptationPlan plan, ClipList list, int batchSize, bool isSource)
    {
        var variant = plan.Variant;
        var seed = Seeds.Derive(plan.Seed, isSource ? "source" : "target");
        var blends = variant.Blends && Settings.Clips.Transforms.Blend is { Probability: > 0 } && (isSource || variant.Traits.Blends is Cdar.Blending.Both);
        var transforms = Settings.Clips.Transforms with { Blend = blends ? Settings.Clips.Transforms.Blend : null };
        if (variant.Method is AdaptationVariant.TemporalOrder)
        {
            // The order of clips is learned from whole frames as they are (CDAR specification 2.8).
            transforms = transforms with { ExactResize = true, Flip = 0, Jitter = null, RandAugment = false };
        }

        var pipeline = new ClipPipeline(
            Sampler(variant, isSource, train: true),
            ClipTransforms.Build(transforms, train: true, blends ? Pool(variant.Traits.Blends is Cdar.Blending.Both) : null, experiment.Reference, seed),
            Settings.Clips.Normalisation,
            variant.Traits.Repeats,
            train: true);

        // The target's labels balance it in the published open-set programs: a leak, which sound rules do without.
        var balanced = Settings.Train.Balanced && (isSource || (experiment.Reference && variant.Traits.Clusters));
        var order = balanced ? new BalancedOrder(list.Labels, seed) : null;
        return new BatchLoader(Opened(list, pipeline, seed), batchSize, seed, publishedOrder: order is null ? null : order.Indices);
    }

    /// <summary>Clips to be asked about, in their order.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="list">The clips.</param>
    public BatchLoader Test(AdaptationVariant variant, ClipList list)
    {
        var pipeline = new ClipPipeline(
            Sampler(variant, isSource: false, train: false),
            ClipTransforms.Build(Settings.Clips.Transforms, train: false, null, experiment.Reference, 0),
            Settings.Clips.Normalisation,
            experiment.Reference ? variant.Traits.Repeats : 1,
            train: false);
        var size = Settings.TestBatchSize > 0 ? Settings.TestBatchSize : Settings.Train.BatchSize;
        return new BatchLoader(Opened(list, pipeline, 0), size, null);
    }

    /// <summary>Closes what was opened; nothing may read from it any more.</summary>
    public void Release()
    {
        foreach (var source in opened)
        {
            source.Dispose();
        }

        opened.Clear();
    }

    private ClipSource Opened(ClipList list, ClipPipeline pipeline, ulong seed)
    {
        var source = new ClipSource(list, pipeline, seed, experiment.Run.Remark);
        opened.Add(source);
        return source;
    }

    private IFrameSampler Sampler(AdaptationVariant variant, bool isSource, bool train)
    {
        if (variant.Method is not AdaptationVariant.TemporalOrder)
        {
            return Settings.Clips.BuildSampler(train, experiment.Reference);
        }

        // Sources of many frames a second go in larger steps than motion capture (CDAR specification 2.8).
        var order = Settings.Order;
        return FrameSamplers.Build(
            new SamplerSettings
            {
                Name = SamplerName.TemporalOrder,
                Length = order.Length > 0 ? order.Length : Settings.Clips.Sampler.Length,
                Clips = 3,
                Interval = isSource ? order.SourceInterval : order.TargetInterval,
            },
            train,
            experiment.Reference);
    }

    private BackgroundPool Pool(bool both)
    {
        if (!pools.TryGetValue(both, out var pool))
        {
            pools[both] = pool = AdaptationBackgrounds.Open(experiment, both);
        }

        return pool;
    }
}
