using System.ComponentModel.DataAnnotations;
using Weft.Cdar;
using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Encoders.Clips;
using Weft.Settings;

namespace Weft.Experiments.Adaptation;

/// <summary>Every setting of a run that adapts video recognition to another domain: <c>config.yaml</c>. Running it again repeats the run.</summary>
public sealed record AdaptationSettings : RunSettings
{
    /// <summary>The task of lists that belong to no data set that Weft knows.</summary>
    public const string AnyClips = "clips";

    /// <summary>Takes what GLAD begins with.</summary>
    public AdaptationSettings()
    {
        Kind = "adapt";
        Method = "glad";
        Task = AnyClips;
        Seed = 0;
    }

    /// <summary>Labelled clips of the domain that is learned from; paths are looked for in the data's folder.</summary>
    public ClipListSettings Source { get; init; } = new();

    /// <summary>Clips of the other domain, to learn from without their labels.</summary>
    public ClipListSettings Target { get; init; } = new();

    /// <summary>Clips of the other domain that figures are of.</summary>
    public ClipListSettings Test { get; init; } = new();

    /// <summary>Held-out clips of the source, by which epochs are chosen; none by default.</summary>
    public ClipListSettings Dev { get; init; } = new();

    /// <summary>
    /// A file with the classes' names, one a line, in the data's folder, or the name of a built-in map, such as <c>ucf-hmdb</c>; empty takes
    /// <c>classes.txt</c> if it is there.
    /// </summary>
    public string Classes { get; init; } = string.Empty;

    /// <summary>How many classes are known, the first ones; 0 for all of the source's.</summary>
    [Range(0, 100_000)]
    public int Known { get; init; }

    /// <summary>What becomes of novel classes of test clips; by default what the method can tell: nothing, one class, or each its own.</summary>
    public ClassMode? Novel { get; init; }

    /// <summary>Which frames are taken, and how they are changed.</summary>
    public ClipSettings Clips { get; init; } = new();

    /// <summary>The network that describes clips.</summary>
    public ClipEncoderSettings Encoder { get; init; } = new();

    /// <summary>The methods' own settings.</summary>
    public MethodSettings Adapt { get; init; } = new();

    /// <summary>The training.</summary>
    public AdaptationTrainingSettings Train { get; init; } = new();

    /// <summary>Training on the order of clips, before GLAD's.</summary>
    public OrderTrainingSettings Order { get; init; } = new();

    /// <summary>What a search of alignments chooses from.</summary>
    public AlignmentSpaceSettings Space { get; init; } = new();

    /// <summary>The trials of a search of alignments.</summary>
    public AlignmentTrialSettings Trials { get; init; } = new();

    /// <summary>
    /// Methods that are trained and tested beside it, such as <c>source-only</c>, <c>dann</c> or <c>glad-blend</c>: a method's name, with
    /// <c>+blend</c>, <c>-blend</c>, <c>+order</c> or <c>-order</c> where it differs from the method's own way.
    /// </summary>
    public ValueList<string> Rivals { get; init; } = new([]);

    /// <summary>Clips whose scores are computed together; 0 takes the training's number.</summary>
    [Range(0, 65_536)]
    public int TestBatchSize { get; init; }
}
