using Weft.Data.Vectors;
using Weft.Testing;
using Weft.Tests.Data.UtdMhad;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Vectors;

/// <summary>A small archive of features in a folder of its own: 40 samples of 4 classes, two modalities of vectors and one of sequences.</summary>
internal sealed class SmallVectors : IDisposable
{
    public const int Count = 40;
    private readonly TemporaryFolder folder = new();

    public Dictionary<string, NdArray> Arrays { get; } = new(StringComparer.Ordinal)
    {
        ["colour"] = SmallUtdMhad.Noise(1, Count, 6),
        ["form"] = SmallUtdMhad.Noise(2, Count, 5),
        ["motion"] = SmallUtdMhad.Noise(3, Count, 3, 16),
        ["labels"] = NdArray.From([.. Enumerable.Range(0, Count).Select(i => i % 4)], Count),
    };

    public VectorsRecipe Recipe => new() { Source = folder["source.npz"] };

    public string this[string name] => folder[name];

    public void Write() => NpzWriter.Write(folder["source.npz"], Arrays);

    public void Dispose() => folder.Dispose();
}
