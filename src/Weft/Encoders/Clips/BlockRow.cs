using System.Globalization;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>Blocks one after the other, named by their numbers, that leave no map behind between them.</summary>
internal sealed class BlockRow : Layer
{
    private readonly IReadOnlyList<Layer> blocks;

    /// <summary>Takes the blocks over.</summary>
    /// <param name="blocks">At least one, in the order of application.</param>
    internal BlockRow(IReadOnlyList<Layer> blocks)
    {
        this.blocks = blocks;
        for (var i = 0; i < blocks.Count; i++)
        {
            AddPart(i.ToString(CultureInfo.InvariantCulture), blocks[i]);
        }
    }

    /// <summary>The first block's input to the last one's output.</summary>
    public override Tensor Forward(Tensor input)
    {
        var state = input;
        foreach (var block in blocks)
        {
            var output = block.Forward(state);
            if (state != input)
            {
                state.Dispose();
            }

            state = output;
        }

        return state;
    }
}
