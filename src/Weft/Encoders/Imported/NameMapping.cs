using System.Collections.Immutable;

namespace Weft.Encoders.Imported;

/// <summary>How an encoder's tensor is made of a file's.</summary>
public enum ImportStep
{
    /// <summary>As it is.</summary>
    Copy,

    /// <summary>A 2-D kernel becomes the central slice in time of a 3-D one; the other slices are 0.</summary>
    Inflate,

    /// <summary>A 2-D kernel, divided by the times of a 3-D one, becomes each of its slices: what stands still is seen the same.</summary>
    Repeat,

    /// <summary>0: the file has none, since it was written before there were such counters.</summary>
    Zero,
}

/// <summary>Where one tensor of an encoder comes from.</summary>
/// <param name="Wanted">The encoder's tensor.</param>
/// <param name="Source">The file's name for it; null for zeros.</param>
/// <param name="Step">What is done.</param>
public sealed record Assignment(WantedTensor Wanted, string? Source, ImportStep Step);

/// <summary>How a file's tensors become an encoder's, and what does not fit.</summary>
/// <param name="Assignments">What is taken, in the encoder's order.</param>
/// <param name="Missing">The encoder's tensors that the file lacks; those of a head that is missing as a whole do not count.</param>
/// <param name="WrongShape">A sentence fragment for each tensor whose type or shape is another.</param>
/// <param name="Unexpected">The file's tensors that the encoder does not know.</param>
/// <param name="LeftOut">The file's tensors that are known to have no place: other parts of a fused network, the head of ImageNet.</param>
/// <param name="HasHead">Whether the layers behind the taps are there.</param>
public sealed record NameMapping(
    ImmutableArray<Assignment> Assignments,
    ImmutableArray<string> Missing,
    ImmutableArray<string> WrongShape,
    ImmutableArray<string> Unexpected,
    ImmutableArray<string> LeftOut,
    bool HasHead)
{
    /// <summary>The encoder's tensors that the file may lack and does: they begin as they would without it.</summary>
    public ImmutableArray<string> Fresh { get; init; } = [];

    /// <summary>Whether everything that the taps need is there and of the right shape.</summary>
    public bool Fits => Missing.IsEmpty && WrongShape.IsEmpty;
}
