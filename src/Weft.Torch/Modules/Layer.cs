namespace Weft.Torch.Modules;

/// <summary>A module with one tensor in and one out.</summary>
public abstract class Layer : Module
{
    /// <summary>Applies the layer.</summary>
    /// <param name="input">The input, in the shape the layer documents.</param>
    public abstract Tensor Forward(Tensor input);
}
