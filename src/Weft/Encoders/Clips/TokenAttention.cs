using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>Attention of several heads within sequences of one length, under PyTorch's names for it.</summary>
internal sealed class TokenAttention : Module
{
    private readonly int heads;
    private readonly Generator noise;
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly Linear output;

    /// <summary>Creates the attention with PyTorch's initial values.</summary>
    /// <param name="width">Numbers of a token; a multiple of the heads.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="generator">Initial values.</param>
    /// <param name="noise">What draws in training; nothing is drawn here.</param>
    internal TokenAttention(int width, int heads, Generator generator, Generator noise)
    {
        (this.heads, this.noise) = (heads, noise);
        weight = AddParameter("in_proj_weight", Initializers.XavierUniform([3 * width, width], generator));
        bias = AddParameter("in_proj_bias", Tensor.Zeros([3 * width]));
        output = AddPart("out_proj", new Linear(width, width, generator));
        using var noGrad = Autograd.NoGrad();
        output.Bias!.Zero();
    }

    /// <summary>Each sequence attends to itself.</summary>
    /// <param name="tokens">[sequences, length, width].</param>
    /// <returns>[sequences, length, width].</returns>
    internal Tensor Forward(Tensor tokens)
    {
        using var scope = new TensorScope();
        var shape = tokens.Shape;
        var (count, length, width) = (shape[0], shape[1], shape[2]);
        var scale = 1 / Math.Sqrt(width / heads);
        var mixed = tokens.Linear(weight, bias);
        Tensor attended;
        if (tokens.Device.IsCpu)
        {
            var lengths = new long[count];
            lengths.AsSpan().Fill(length);
            var spans = AttentionSpans.Packed(lengths, lengths);
            attended = mixed.Reshape(count * length, 3 * width).Attention(null, null, spans, heads, scale, 0, noise).Reshape(shape);
        }
        else
        {
            var parts = mixed.Reshape(count, length, 3, heads, width / heads).Permute(2, 0, 3, 1, 4).Unbind();
            var scores = (parts[0].MatMul(parts[1].Transpose(2, 3)) * scale).Softmax(-1);
            attended = scores.MatMul(parts[2]).Transpose(1, 2).Reshape(shape);
        }

        return scope.Keep(output.Forward(attended));
    }
}
