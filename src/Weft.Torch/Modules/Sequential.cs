namespace Weft.Torch.Modules;

/// <summary>Layers one after the other; their names are "0", "1" and so on.</summary>
public sealed class Sequential : Layer
{
    private readonly Layer[] layers;

    /// <summary>Takes the layers over; they are freed with this module.</summary>
    /// <param name="layers">In the order of application; none make the identity.</param>
    public Sequential(params Layer[] layers)
    {
        this.layers = [.. layers];
        for (var i = 0; i < layers.Length; i++)
        {
            AddPart(PartName(i), layers[i]);
        }
    }

    /// <summary>How many layers there are.</summary>
    public int Count => layers.Length;

    /// <summary>One of the layers.</summary>
    public Layer this[int index] => layers[index];

    /// <summary>The first layer's input to the last one's output.</summary>
    public override Tensor Forward(Tensor input) => layers.Aggregate(input, (x, layer) => layer.Forward(x));
}
