using System.Collections.Immutable;
using System.Globalization;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Encoders.Imported;

/// <summary>A tensor that an encoder's state has, or that a file offers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What one element is.</param>
/// <param name="Shape">The length of each axis; empty for a single element.</param>
public sealed record WantedTensor(string Name, ElementType Type, ImmutableArray<long> Shape)
{
    /// <summary>The tensors of a network's state.</summary>
    /// <param name="state">The state, by name.</param>
    public static ImmutableArray<WantedTensor> Of(IReadOnlyDictionary<string, Tensor> state) =>
        [.. state.Select(t => new WantedTensor(t.Key, t.Value.DType.ToElementType(), [.. t.Value.Shape]))];

    /// <summary>Whether type and shape are the same.</summary>
    public bool Fits(WantedTensor other) => Type == other.Type && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <summary>Type and shape as people read them: Float32 [64, 3, 3, 3].</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Type} [{string.Join(", ", Shape)}]");
}
