using System.ComponentModel.DataAnnotations;

namespace Weft.Cdar;

/// <summary>How a network adapts to another domain (CDAR specification 2 and 9). Each method reads what concerns it.</summary>
public sealed record MethodSettings
{
    /// <summary>Dropout before the layer that scores classes, and within the open-set head; 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>How features become scores: <c>tsm</c>, <c>linear</c> or <c>i3d</c>.</summary>
    public HeadKind Head { get; init; }

    /// <summary>What tells domains apart.</summary>
    public DiscriminatorSettings Discriminator { get; init; } = new();

    /// <summary>Which features GLAD makes alike.</summary>
    public AlignmentSettings Alignments { get; init; } = new();

    /// <summary>Local views of a sample in GLAD, in training and test; the remaining views are global. 2.</summary>
    [Range(0, 64)]
    public int Locals { get; init; } = 2;

    /// <summary>Learning the order of clips.</summary>
    public OrderSettings Order { get; init; } = new();

    /// <summary>The contrast of GCD4DA.</summary>
    public ContrastSettings Contrast { get; init; } = new();

    /// <summary>Classes of the target that the source lacks.</summary>
    public UnknownSettings Unknown { get; init; } = new();

    /// <summary>Whether a second classifier learns evidence for the classes beside the method's own losses; false by default.</summary>
    public bool Evidence { get; init; }

    /// <summary>How GLAD averages the scores of a test sample's groups of views: <c>score</c>, or <c>prob</c> after a softmax.</summary>
    public ScoreAveraging ScoreAveraging { get; init; }

    /// <summary>How strongly domain classifiers' gradients are reversed: <c>constant</c>, as published, or <c>dann</c>.</summary>
    public ReversalSchedule ReversalSchedule { get; init; }

    /// <summary>Whether both domains pass the encoder together: <c>published</c>, <c>joint</c> or <c>separate</c>.</summary>
    public BatchStatistics Statistics { get; init; }
}

/// <summary>What tells domains apart (CDAR specification 2.4).</summary>
public sealed record DiscriminatorSettings
{
    /// <summary>Hidden layers; with a width of 0, all layers. 4.</summary>
    [Range(0, 64)]
    public int Layers { get; init; } = 4;

    /// <summary>Width of hidden layers; 0 has them shrink evenly from the features' width to 1. 2048, 4096 for DANN as published.</summary>
    [Range(0, 65536)]
    public int Width { get; init; } = 2048;

    /// <summary>Dropout within hidden layers; 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;

    /// <summary>Weight of its loss, and so of what the encoder learns from it; 1.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1;
}

/// <summary>Weights of GLAD's domain classifiers, times that of <see cref="DiscriminatorSettings.Weight"/>; 0 leaves one out.</summary>
public sealed record AlignmentSettings
{
    /// <summary>The source's local views with the target's; 1.</summary>
    [Range(0.0, 1e6)]
    public double Local { get; init; } = 1;

    /// <summary>The source's global views with the target's; 1.</summary>
    [Range(0.0, 1e6)]
    public double Global { get; init; } = 1;

    /// <summary>Local and global views of the source with both of the target; 1.</summary>
    [Range(0.0, 1e6)]
    public double Cross { get; init; } = 1;
}

/// <summary>Learning the order of clips (CDAR specification 2.4).</summary>
public sealed record OrderSettings
{
    /// <summary>Weight of the loss within GLAD, over its local views; 0, none, by default.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; }

    /// <summary>Hidden numbers of a pair of clips; 512.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 512;

    /// <summary>Dropout before orders are scored; 0.5.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.5;
}

/// <summary>The contrast of GCD4DA and the head it works on (CDAR specification 2.5 to 2.7).</summary>
public sealed record ContrastSettings
{
    /// <summary>Weight of the contrast by the source's labels; the rest is that by views alone. 0.35.</summary>
    [Range(0.0, 1.0)]
    public double Ratio { get; init; } = 0.35;

    /// <summary>What similarities are divided by; 1.</summary>
    [Range(1e-3, 1e3)]
    public double Temperature { get; init; } = 1;

    /// <summary>Numbers between the head's hidden layers and its last one; 256.</summary>
    [Range(1, 65536)]
    public int Bottleneck { get; init; } = 256;

    /// <summary>Width of its two hidden layers; 2048.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 2048;

    /// <summary>Numbers that are contrasted; 65536.</summary>
    [Range(1, 1 << 20)]
    public int Out { get; init; } = 65536;

    /// <summary>Whether a domain classifier stands beside the contrast; false by default.</summary>
    public bool Discriminator { get; init; }
}

/// <summary>Classes of the target that the source lacks (CDAR specification 2.4 to 2.6).</summary>
public sealed record UnknownSettings
{
    /// <summary>What OSBP pulls the target's probability of being unknown to; 0.5.</summary>
    [Range(0.01, 0.99)]
    public double Threshold { get; init; } = 0.5;

    /// <summary>Weight of that loss of OSBP; 1.</summary>
    [Range(0.0, 1e6)]
    public double Weight { get; init; } = 1;

    /// <summary>Hidden layers of OSBP's head; 1.</summary>
    [Range(0, 64)]
    public int Layers { get; init; } = 1;

    /// <summary>A further score for the unknown in tests of other methods: <c>none</c>, <c>evidence</c> or <c>entropy</c>.</summary>
    public UnknownScore Score { get; init; }
}

/// <summary>How scores of a sample's groups of views are averaged.</summary>
public enum ScoreAveraging
{
    /// <summary>As they are.</summary>
    Score,

    /// <summary>After a softmax.</summary>
    Prob,
}

/// <summary>Whether both domains pass the encoder together, so that they share the statistics of batch norms.</summary>
public enum BatchStatistics
{
    /// <summary>As published: separately in GLAD, local and global views too; together otherwise.</summary>
    Published,

    /// <summary>Together.</summary>
    Joint,

    /// <summary>Separately.</summary>
    Separate,
}
