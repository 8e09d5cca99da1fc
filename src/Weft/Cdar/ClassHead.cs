using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>How features become scores of classes.</summary>
public enum HeadKind
{
    /// <summary>Dropout on each time's features, a linear layer, the mean over times. The default.</summary>
    Tsm,

    /// <summary>The mean over times, then a linear layer, without dropout.</summary>
    Linear,

    /// <summary>The mean over times, dropout, a linear layer.</summary>
    I3d,
}

/// <summary>Scores of classes from features (CDAR specification 2.5). Its parameters are <c>fc_cls.weight</c> and <c>fc_cls.bias</c>.</summary>
public sealed class ClassHead : Module
{
    private readonly HeadKind kind;
    private readonly Dropout? dropout;
    private readonly Linear linear;

    /// <summary>Creates the head: a bias of 0 and normal weights, of deviation 0.001 (tsm), 0.02 (linear) or 0.01 (i3d).</summary>
    /// <param name="kind">The form.</param>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="classes">Scores.</param>
    /// <param name="dropout">Probability of zero, but for the linear form.</param>
    /// <param name="initial">Draws initial values.</param>
    /// <param name="noise">Draws dropout masks.</param>
    public ClassHead(HeadKind kind, int channels, int classes, double dropout, Generator initial, Generator noise)
    {
        this.kind = kind;
        this.dropout = kind == HeadKind.Linear ? null : new Dropout(dropout, noise);
        if (this.dropout is not null)
        {
            AddPart("dropout", this.dropout);
        }

        linear = AddPart("fc_cls", NormalLinear.Create(channels, classes, Deviation(kind), initial));
    }

    /// <summary>Scores classes.</summary>
    /// <param name="features">[rows, channels], or [rows, channels, times].</param>
    /// <returns>[rows, classes].</returns>
    public Tensor Forward(Tensor features)
    {
        // The layer is linear: the mean of its outputs is its output for the mean, at a fraction of the work.
        var dropped = kind == HeadKind.Tsm ? dropout!.Forward(features) : features;
        var mean = dropped.Rank == 3 ? dropped.Mean([2]) : dropped;
        return linear.Forward(kind == HeadKind.I3d ? dropout!.Forward(mean) : mean);
    }

    private static double Deviation(HeadKind kind) => kind switch
    {
        HeadKind.Linear => 0.02,
        HeadKind.I3d => 0.01,
        _ => 0.001,
    };
}
