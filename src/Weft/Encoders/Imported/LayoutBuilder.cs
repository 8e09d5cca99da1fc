using System.Collections.Immutable;
using Weft.Torch.Files;

namespace Weft.Encoders.Imported;

/// <summary>Collects what an encoder consists of, layer by layer.</summary>
internal sealed class LayoutBuilder
{
    private readonly ImmutableArray<WantedTensor>.Builder tensors = ImmutableArray.CreateBuilder<WantedTensor>();

    /// <summary>What was collected.</summary>
    internal ImmutableArray<WantedTensor> Build() => tensors.ToImmutable();

    /// <summary>A weight alone.</summary>
    internal LayoutBuilder Weight(string name, params ReadOnlySpan<long> shape) => Add($"{name}.weight", shape);

    /// <summary>A weight and a bias for each of its outputs.</summary>
    internal LayoutBuilder Affine(string name, params ReadOnlySpan<long> shape) =>
        Add($"{name}.weight", shape).Add($"{name}.bias", shape[..1]);

    /// <summary>A batch norm.</summary>
    internal LayoutBuilder Norm(string name, long channels)
    {
        foreach (var part in (string[])["weight", "bias", "running_mean", "running_var"])
        {
            Add($"{name}.{part}", [channels]);
        }

        tensors.Add(new WantedTensor($"{name}.{PublishedNames.Counter}", ElementType.Int64, []));
        return this;
    }

    /// <summary>A tensor by its whole name.</summary>
    internal LayoutBuilder Add(string name, ReadOnlySpan<long> shape)
    {
        tensors.Add(new WantedTensor(name, ElementType.Float32, [.. shape]));
        return this;
    }
}
