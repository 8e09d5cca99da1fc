using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas;

/// <summary>
/// How a cell ends, in search and after it: the last steps joined and reduced if there are several, plus the residual, layer norm
/// (specification 1.6).
/// </summary>
public sealed class CellOutput : Module
{
    private readonly PointwiseLinear? linear;
    private readonly BatchNorm? norm;
    private readonly Dropout? dropout;
    private readonly StateLayerNorm layerNorm;
    private readonly int count;

    /// <summary>Creates the output of a cell.</summary>
    /// <param name="shape">The fusion part's size.</param>
    /// <param name="count">How many of the last steps are joined.</param>
    /// <param name="random">Initial values and masks.</param>
    public CellOutput(BmNasShape shape, int count, NetworkRandom random)
    {
        this.count = count;
        if (count > 1)
        {
            linear = AddPart("out_conv", new PointwiseLinear(count * shape.Channels, shape.Channels, random.Initial));
            norm = AddPart("bn", new BatchNorm(shape.Channels));
            dropout = AddPart("dropout", new Dropout(shape.Dropout, random.Noise));
        }

        layerNorm = AddPart("ln", new StateLayerNorm(shape.Channels, shape.Length));
    }

    /// <summary>Ends the cell.</summary>
    /// <param name="steps">Results of all steps, each [batch, length, channels].</param>
    /// <param name="residual">The cell's x.</param>
    public Tensor Forward(IReadOnlyList<Tensor> steps, Tensor residual)
    {
        var state = steps[^1];
        if (linear is not null)
        {
            state = linear.Forward(Tensor.Cat([.. steps.TakeLast(count)], -1));
            state = dropout!.Forward(norm!.Apply(state).Relu());
        }

        return layerNorm.Forward(state + residual);
    }
}
