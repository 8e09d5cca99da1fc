using Weft.MmNas.Operations;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>The encoder's and the decoder's blocks of all layers, under their published names.</summary>
public sealed class Backbone : Module
{
    /// <summary>Creates the blocks.</summary>
    /// <param name="layers">How often encoder and decoder are repeated.</param>
    /// <param name="encoder">Makes the encoder's blocks of one layer.</param>
    /// <param name="decoder">Makes the decoder's blocks of one layer.</param>
    public Backbone(int layers, Func<IEnumerable<IEnumerable<BlockOperation>>> encoder, Func<IEnumerable<IEnumerable<BlockOperation>>> decoder)
    {
        Encoder = Add("cells_enc", encoder);
        Decoder = Add("cells_dec", decoder);

        IReadOnlyList<ModuleList<BlockOperation>> Add(string name, Func<IEnumerable<IEnumerable<BlockOperation>>> create) =>
            [.. AddPart(name, new ModuleList<BlockRow>(Enumerable.Range(0, layers).Select(_ => new BlockRow(create()))))
                .SelectMany(row => row.Blocks)];
    }

    /// <summary>The encoder's blocks, layer after layer.</summary>
    public IReadOnlyList<ModuleList<BlockOperation>> Encoder { get; }

    /// <summary>The decoder's blocks, layer after layer.</summary>
    public IReadOnlyList<ModuleList<BlockOperation>> Decoder { get; }
}
