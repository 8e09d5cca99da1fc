using Weft.Search;

namespace Weft.Experiments;

/// <summary>What every run over fused encoders begins with: trained encoders, their cached taps, the space and the sizes networks are kept in.</summary>
public sealed class FusionWork : IDisposable
{
    private readonly FusionExperiment experiment;

    private FusionWork(FusionExperiment experiment, FeatureSet features)
    {
        this.experiment = experiment;
        Features = features;
        Space = experiment.Method.Space(experiment.Settings, features.Taps, experiment.Task);
        RetrainSpace = experiment.Method.RetrainSpace(experiment.Settings, features.Taps, experiment.Task);
    }

    /// <summary>The cached taps.</summary>
    public FeatureSet Features { get; }

    /// <summary>The space as it is searched.</summary>
    public IFusionSequenceSpace Space { get; }

    /// <summary>The same genotypes in the sizes that networks are kept in.</summary>
    public IFusionSpace RetrainSpace { get; }

    /// <summary>Trains or finds the encoders and names the taps.</summary>
    public static FusionWork Open(FusionExperiment experiment)
    {
        var encoders = EncoderStage.Provide(experiment);
        return Over(experiment, encoders);
    }

    /// <summary>Takes encoders as they are.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="encoders">One for each modality, in the task's order.</param>
    public static FusionWork Over(FusionExperiment experiment, IReadOnlyList<Encoders.EncoderFile> encoders)
    {
        var work = new FusionWork(experiment, new FeatureSet(experiment, encoders, experiment.Method.Pooling(experiment.Settings)));
        if (experiment.Method.Remark(experiment.Settings, work.Features.Taps, experiment.Task) is { } remark)
        {
            experiment.Run.Remark(remark);
        }

        if (experiment.Settings.Retrain.UnfrozenEpochs is > 0 and var epochs)
        {
            experiment.Run.Remark(
                $"Networks that are kept were trained for {epochs} further epochs with their encoders unfrozen, rivals alike; late fusion may also "
                + "take the encoders as they were before.");
        }

        return work;
    }

    /// <summary>The training of a genotype's network that is kept.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="description">What a person reads.</param>
    /// <param name="genotype">The genotype.</param>
    /// <param name="seed">Determines, with the stage's name, everything random.</param>
    public NetworkPlan Plan(string stage, string description, IGenotype genotype, ulong seed) => new(
        stage,
        description,
        random => RetrainSpace.Build(genotype, random),
        null,
        Seeds.Derive(seed, stage),
        experiment.Method.FoundMultitask(experiment.Settings));

    /// <summary>How the found network is trained with a seed.</summary>
    /// <param name="genotype">The genotype.</param>
    /// <param name="seed">The seed.</param>
    public NetworkPlan FoundPlan(IGenotype genotype, ulong seed) => Plan($"found:{seed}", $"training the found network, seed {seed}", genotype, seed);

    /// <inheritdoc/>
    public void Dispose() => Features.Dispose();
}
