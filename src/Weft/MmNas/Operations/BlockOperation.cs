using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Operations;

/// <summary>What a block sees.</summary>
/// <param name="Own">The sequence it transforms, [batch, length, hidden].</param>
/// <param name="OwnMask">[batch, length], true where a token is padding.</param>
/// <param name="Other">The other sequence, the encoder's output, [batch, other length, hidden]; null in the encoder.</param>
/// <param name="OtherMask">[batch, other length], true where a token is padding; null in the encoder.</param>
/// <param name="Relations">What relations between the own tokens add to attention; null in the encoder or where no block reads them.</param>
/// <param name="OwnPacking">
/// If set, tokens are packed: the own sequences are [rows, hidden], and so are the other ones. Only for operations that take it.
/// </param>
/// <param name="OtherPacking">How the other sequences are packed; set if there are others and the own ones are packed.</param>
/// <param name="Guides">
/// If set, the other sequences as they were before each was repeated for several own ones that follow each other; in evaluation alone.
/// </param>
public sealed record BlockInput(
    Tensor Own,
    Tensor OwnMask,
    Tensor? Other = null,
    Tensor? OtherMask = null,
    RelationBiases? Relations = null,
    Packing? OwnPacking = null,
    Packing? OtherPacking = null,
    TextGuides? Guides = null);

/// <summary>
/// A primitive operation of MmNas (specification 2). A new one is one file: a class derived from this (or from
/// <see cref="ResidualBlock"/>, which has the common wrapper), with a public constructor that takes nothing or
/// (<see cref="BlockSettings"/>, <see cref="NetworkRandom"/>) and an attribute <see cref="BlockOperationAttribute"/> for each name.
/// </summary>
public abstract class BlockOperation : Module
{
    /// <summary>Whether the output depends on the other sequence; false by default.</summary>
    public virtual bool ReadsOther => false;

    /// <summary>Whether it works on packed tokens (<see cref="BlockInput.OwnPacking"/>); false by default. A network packs only if all do.</summary>
    public virtual bool TakesPacked => false;

    /// <summary>The layers from relation features to heads that it reads relations by; none by default.</summary>
    public virtual IEnumerable<Linear> RelationReaders => [];

    /// <summary>Whether it can ever read relations, whatever it does now.</summary>
    public virtual bool MayReadRelations => RelationReaders.Any();

    /// <summary>Whether padding can change what it makes of other tokens, so that no batch may be cut to its longest sample.</summary>
    public virtual bool MayReadPadding => BlockOperations.ReadsPadding(GetType());

    /// <summary>Applies the operation.</summary>
    /// <param name="input">What the block sees.</param>
    /// <returns>Of the own sequence's shape.</returns>
    /// <exception cref="UsageException">It needs another sequence or relations, and there are none.</exception>
    public abstract Tensor Forward(BlockInput input);
}

/// <summary>What an operation is built from.</summary>
/// <param name="Sizes">The network's sizes.</param>
/// <param name="Name">Its name in genotypes.</param>
/// <param name="Size">The number in its name: head width, kernel or factor.</param>
/// <param name="Widening">The inner width in multiples of the outer.</param>
public sealed record BlockSettings(MmNasSizes Sizes, string Name, int Size, int Widening);

/// <summary>Gives an operation a name in genotypes.</summary>
/// <param name="name">The name, such as <c>self_att_64</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BlockOperationAttribute(string name) : Attribute
{
    /// <summary>The name in genotypes.</summary>
    public string Name { get; } = name;

    /// <summary>What the constructor gets as <see cref="BlockSettings.Size"/>; 0 by default.</summary>
    public int Size { get; init; }

    /// <summary>What the constructor gets as <see cref="BlockSettings.Widening"/>; 1 by default.</summary>
    public int Widening { get; init; } = 1;

    /// <summary>Whether it reads the other sequence, so that only the decoder can have it; false by default.</summary>
    public bool ReadsOther { get; init; }

    /// <summary>Whether it reads relations between the own tokens, so that only the decoder can have it; false by default.</summary>
    public bool ReadsRelations { get; init; }

    /// <summary>
    /// Whether padding changes what it makes of other tokens, as nothing masks it; false by default. A batch trimmed to its longest
    /// sample then gives other numbers.
    /// </summary>
    public bool ReadsPadding { get; init; }
}
