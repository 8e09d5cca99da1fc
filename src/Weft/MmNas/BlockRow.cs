using Weft.MmNas.Operations;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>Blocks in a row, each of one operation or of several whose outputs are summed; under the published names <c>dag.block.operation</c>.</summary>
public sealed class BlockRow : Module
{
    /// <summary>Takes the blocks over.</summary>
    /// <param name="blocks">The operations of each block.</param>
    public BlockRow(IEnumerable<IEnumerable<BlockOperation>> blocks) =>
        Blocks = AddPart("dag", new ModuleList<ModuleList<BlockOperation>>(blocks.Select(block => new ModuleList<BlockOperation>(block))));

    /// <summary>The blocks in order.</summary>
    public IReadOnlyList<ModuleList<BlockOperation>> Blocks { get; }

    /// <summary>Applies one block.</summary>
    /// <param name="block">Its operations.</param>
    /// <param name="input">What it sees.</param>
    /// <returns>The block's output; what was made on the way is freed, unless a backward pass will need it.</returns>
    internal static Tensor Apply(IReadOnlyList<BlockOperation> block, BlockInput input) => TensorScope.Run(() =>
    {
        var sum = block[0].Forward(input);
        for (var i = 1; i < block.Count; i++)
        {
            sum += block[i].Forward(input);
        }

        return sum;
    });
}
