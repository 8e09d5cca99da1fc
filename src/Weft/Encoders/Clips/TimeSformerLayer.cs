using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>
/// A layer of divided attention over time and space (CDAR specification 2.3), under the names of OpenMMLab's checkpoints: attention over the
/// frames of each place, attention over the places of each frame, and two linear maps, each behind a norm and beside the identity.
/// </summary>
internal sealed class TimeSformerLayer : Layer
{
    private const double Eps = 1e-6;
    private const int Widening = 4;

    private readonly int frames;
    private readonly LayerNorm timeNorm;
    private readonly TokenAttention timeAttention;
    private readonly Linear timeOutput;
    private readonly LayerNorm spaceNorm;
    private readonly TokenAttention spaceAttention;
    private readonly Linear widening;
    private readonly Linear narrowing;
    private readonly LayerNorm norm;
    private readonly Dropout path;

    /// <summary>Creates the layer; what follows the attention over time begins with zeros, so that it adds nothing at first.</summary>
    /// <param name="sizes">Frames, width and heads.</param>
    /// <param name="dropPath">Probability of leaving a part out, for each of its sequences.</param>
    /// <param name="random">Initial values, and what is left out.</param>
    internal TimeSformerLayer(TimeSformerSizes sizes, double dropPath, NetworkRandom random)
    {
        var width = sizes.Width;
        frames = sizes.Frames;
        timeNorm = AddPart("attentions.0.norm", new LayerNorm([width], Eps));
        timeAttention = AddPart("attentions.0.attn", new TokenAttention(width, sizes.Heads, random.Initial, random.Noise));
        timeOutput = AddPart("attentions.0.temporal_fc", new Linear(width, width, random.Initial));
        spaceNorm = AddPart("attentions.1.norm", new LayerNorm([width], Eps));
        spaceAttention = AddPart("attentions.1.attn", new TokenAttention(width, sizes.Heads, random.Initial, random.Noise));
        widening = AddPart("ffns.0.layers.0.0", new Linear(width, Widening * width, random.Initial));
        narrowing = AddPart("ffns.0.layers.1", new Linear(Widening * width, width, random.Initial));
        norm = AddPart("ffns.0.norm", new LayerNorm([width], Eps));
        path = AddPart("path", new Dropout(dropPath, random.Noise, wholeChannels: true));
        using var noGrad = Autograd.NoGrad();
        timeOutput.Weight.Zero();
        timeOutput.Bias!.Zero();
    }

    /// <summary>Tokens to tokens.</summary>
    /// <param name="input">[clips, 1 + patches * frames, width]: the class token, then the frames of each patch.</param>
    /// <returns>The same shape.</returns>
    public override Tensor Forward(Tensor input)
    {
        using var scope = new TensorScope();
        using var overTime = OverTime(input);
        using var overSpace = OverSpace(overTime);
        return scope.Keep(Transform(overSpace));
    }

    /// <summary>Attention over the frames of each patch; the class token has no part in it.</summary>
    internal Tensor OverTime(Tensor input)
    {
        using var scope = new TensorScope();
        var (clips, tokens, width) = (input.Size(0), input.Size(1) - 1, input.Size(2));
        var patches = input.Narrow(1, 1, tokens);
        var sequences = timeNorm.Forward(patches.Reshape(clips * tokens / frames, frames, width));
        var update = timeOutput.Forward(Sometimes(timeAttention.Forward(sequences))).Reshape(clips, tokens, width);
        return scope.Keep(Tensor.Cat([input.Narrow(1, 0, 1), patches + update], 1));
    }

    /// <summary>Attention over the patches of each frame, with the class token beside them: it becomes the mean of what the frames make of it.</summary>
    internal Tensor OverSpace(Tensor input)
    {
        using var scope = new TensorScope();
        var (clips, tokens, width) = (input.Size(0), input.Size(1) - 1, input.Size(2));
        var places = tokens / frames;
        var normed = spaceNorm.Forward(input);
        var words = normed.Narrow(1, 0, 1).Expand(clips, frames, width).Reshape(clips * frames, 1, width);
        var patches = normed.Narrow(1, 1, tokens).Reshape(clips, places, frames, width).Transpose(1, 2).Reshape(clips * frames, places, width);
        var update = Sometimes(spaceAttention.Forward(Tensor.Cat([words, patches], 1)));
        var word = update.Narrow(1, 0, 1).Reshape(clips, frames, width).Mean([1], keepDim: true);
        var rest = update.Narrow(1, 1, places).Reshape(clips, frames, places, width).Transpose(1, 2).Reshape(clips, tokens, width);
        return scope.Keep(input + Tensor.Cat([word, rest], 1));
    }

    /// <summary>Two linear maps with GELU between them.</summary>
    internal Tensor Transform(Tensor input)
    {
        using var scope = new TensorScope();
        using var wide = widening.Forward(norm.Forward(input));
        return scope.Keep(input + Sometimes(narrowing.Forward(wide.Gelu())));
    }

    /// <summary>In training, zeros instead of some sequences.</summary>
    private Tensor Sometimes(Tensor update) =>
        path.Training ? path.Forward(update.Reshape(update.Size(0), 1, -1)).Reshape(update.Shape) : update;
}
