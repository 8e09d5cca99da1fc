using System.Globalization;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A transformer of patches with divided attention over time and space (CDAR specification 2.3), under the names of OpenMMLab's
/// checkpoints. What describes a clip is its class token.
/// </summary>
public sealed class TimeSformer : ClipEncoder
{
    private const double Eps = 1e-6;

    private readonly TimeSformerSizes sizes;
    private readonly TokenPlaces places;
    private readonly TimeSformerLayer[] layers;
    private readonly LayerNorm norm;

    /// <summary>Creates the encoder.</summary>
    /// <param name="sizes">How large it is.</param>
    /// <param name="random">Initial values, and what is left out in training: must live as long as the encoder.</param>
    /// <param name="frozen">What stays as it is: 0 is everything outside of the layers, 1 and so on the layers; null for nothing.</param>
    /// <exception cref="UsageException">The sizes do not fit each other, or there is no such layer to be frozen.</exception>
    public TimeSformer(TimeSformerSizes sizes, NetworkRandom random, FrozenStages? frozen = null)
    {
        if (sizes.Size % sizes.Patch != 0 || sizes.Width % sizes.Heads != 0)
        {
            throw new UsageException(
                $"Patches of {sizes.Patch} must divide frames of {sizes.Size} pixels, and {sizes.Heads} heads tokens of {sizes.Width} numbers: "
                + "change timesformer's size, patch, channels or heads.");
        }

        this.sizes = sizes;
        places = AddPart(string.Empty, new TokenPlaces(sizes, random.Initial));
        layers = new TimeSformerLayer[sizes.Layers];
        for (var i = 0; i < layers.Length; i++)
        {
            var dropPath = layers.Length == 1 ? 0 : sizes.DropPath * i / (layers.Length - 1);
            layers[i] = AddPart(
                string.Create(CultureInfo.InvariantCulture, $"transformer_layers.layers.{i}"), new TimeSformerLayer(sizes, dropPath, random));
        }

        norm = AddPart("norm", new LayerNorm([sizes.Width], Eps));
        (frozen ?? FrozenStages.None).Apply("timesformer", [[places, norm], .. layers.Select(l => new Module[] { l })]);
    }

    /// <inheritdoc/>
    public override int Channels => sizes.Width;

    /// <summary>[clips, 3, frames, size, size] to [clips, channels, 1].</summary>
    /// <exception cref="WeftException">The clips have another shape.</exception>
    public override Tensor Describe(Tensor clips)
    {
        if (clips.Shape is not [_, 3, var frames, var height, var width] || frames != sizes.Frames || height != sizes.Size || width != sizes.Size)
        {
            throw new WeftException(
                $"This timesformer has places for clips of [clips, 3, {sizes.Frames}, {sizes.Size}, {sizes.Size}], not for "
                + $"[{string.Join(", ", clips.Shape)}]: change its segments and size, or what clips are cut to.");
        }

        using var scope = new TensorScope();
        var state = places.Forward(clips);
        foreach (var layer in layers)
        {
            var output = layer.Forward(state);
            state.Dispose();
            state = output;
        }

        return scope.Keep(norm.Forward(state.Select(1, 0)).Unsqueeze(2));
    }

    /// <summary>Clips to tokens that know their places.</summary>
    private sealed class TokenPlaces : Layer
    {
        private const double Deviation = 0.02;

        private readonly TimeSformerSizes sizes;
        private readonly Tensor word;
        private readonly Tensor spaces;
        private readonly Tensor times;
        private readonly Conv2d projection;

        internal TokenPlaces(TimeSformerSizes sizes, Generator generator)
        {
            this.sizes = sizes;
            word = AddParameter("cls_token", Tensor.RandomNormal([1, 1, sizes.Width], generator, 0, Deviation));
            spaces = AddParameter("pos_embed", Tensor.RandomNormal([1, 1 + sizes.Patches, sizes.Width], generator, 0, Deviation));
            times = AddParameter("time_embed", Tensor.Zeros([1, sizes.Frames, sizes.Width]));
            projection = AddPart("patch_embed.projection", new Conv2d(3, sizes.Width, sizes.Patch, generator, stride: sizes.Patch));
        }

        /// <summary>[clips, 3, frames, size, size] to [clips, 1 + patches * frames, width].</summary>
        public override Tensor Forward(Tensor input)
        {
            using var scope = new TensorScope();
            var (clips, frames, width) = (input.Size(0), sizes.Frames, sizes.Width);
            var pictures = input.Transpose(1, 2).Reshape(clips * frames, 3, sizes.Size, sizes.Size);
            var patches = projection.Forward(pictures).Flatten(2).Transpose(1, 2) + spaces.Narrow(1, 1, sizes.Patches);
            var sequences = patches.Reshape(clips, frames, sizes.Patches, width).Transpose(1, 2) + times.Reshape(1, 1, frames, width);
            var first = (word + spaces.Narrow(1, 0, 1)).Expand(clips, 1, width);
            return scope.Keep(Tensor.Cat([first, sequences.Reshape(clips, sizes.Patches * frames, width)], 1));
        }
    }
}
