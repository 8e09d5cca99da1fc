using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.BmNas.Operations;

/// <summary>
/// A binary primitive of BM-NAS (specification 1.5). A new one is one file: a class derived from this, with a public constructor that
/// takes (<see cref="BmNasShape"/>, <see cref="NetworkRandom"/>) and the attribute <see cref="FusionOperationAttribute"/>.
/// </summary>
public abstract class FusionOperation : Module
{
    /// <summary>Applies the operation to two states.</summary>
    /// <param name="x">[batch, length, channels].</param>
    /// <param name="y">[batch, length, channels].</param>
    /// <returns>[batch, length, channels].</returns>
    public abstract Tensor Forward(Tensor x, Tensor y);

    /// <summary>
    /// The operation with one state on both sides, as every cell has it during search. Override it where knowing that saves work; the
    /// result must be the same.
    /// </summary>
    public virtual Tensor ForwardSame(Tensor state) => Forward(state, state);
}

/// <summary>Gives an operation its name in genotypes.</summary>
/// <param name="name">The name, such as <c>ConcatFC</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FusionOperationAttribute(string name) : Attribute
{
    /// <summary>The name in genotypes.</summary>
    public string Name { get; } = name;
}
