using System.Runtime.InteropServices;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Fused;

/// <summary>How much dropout there is now and where its masks come from.</summary>
/// <param name="Probability">Probability of zero; 0 in evaluation.</param>
/// <param name="Generator">Draws the masks.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NoiseLevel(double Probability, Generator Generator)
{
    /// <summary>Any shape to the same.</summary>
    internal Tensor Apply(Tensor input)
    {
        if (Probability == 0)
        {
            return input;
        }

        using var dropout = new Dropout(Probability, Generator);
        return dropout.Forward(input);
    }
}
