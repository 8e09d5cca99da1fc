using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Mfas;

/// <summary>The fusion layers that stand at one level of stacked networks.</summary>
internal sealed class StackedLevel : Module
{
    private readonly Tensor weight;
    private readonly Tensor? stateWeight;
    private readonly Tensor bias;
    private readonly Tensor? alpha;
    private readonly Tensor? columns;
    private readonly Tensor? active;
    private readonly Tensor[] chosen;
    private readonly bool[] present;
    private readonly BatchNorm? norm;

    /// <summary>Creates the level with zeros.</summary>
    /// <param name="channels">For each network, the channels of each modality's tap; none where it has no layer here.</param>
    /// <param name="activations">For each network, the activation; negative where it has no layer here.</param>
    /// <param name="follows">Whether another level comes before this one.</param>
    /// <param name="modalities">Number of modalities.</param>
    /// <param name="shape">Width, weighting, batch norm.</param>
    internal StackedLevel(long[][] channels, int[] activations, bool follows, int modalities, MfasShape shape)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var count = channels.Length;
        var width = channels.Max(c => c.Sum());
        weight = AddParameter("weight", Tensor.Zeros([count, width, shape.Inner]));
        bias = AddParameter("bias", Tensor.Zeros([count, 1, shape.Inner]));
        stateWeight = follows ? AddParameter("state_weight", Tensor.Zeros([count, shape.Inner, shape.Inner])) : null;
        present = [.. Enumerable.Range(0, FusionActivation.Count).Select(a => activations.Contains(a))];
        chosen = [.. Enumerable.Range(1, FusionActivation.Count - 1).Select(a => AddBuffer(
            $"activation.{a}", Tensor.From(Array.ConvertAll(activations, x => x == a ? 1f : 0f), count, 1, 1)))];
        if (Array.Exists(activations, a => a < 0))
        {
            active = AddBuffer("active", Tensor.From(Array.ConvertAll(activations, a => a < 0 ? 0f : 1f), count, 1, 1));
        }

        if (shape.Alphas)
        {
            alpha = AddParameter("alpha", Tensor.Zeros([count, 1, modalities - 1]));
            columns = AddBuffer("columns", Tensor.From(Columns(channels, modalities, width), count, modalities, width));
        }

        norm = shape.BatchNorm ? AddPart("norm", new BatchNorm(count * shape.Inner)) : null;
    }

    /// <summary>[networks, batch, width] and the level before, [networks, batch, inner], to [networks, batch, inner].</summary>
    internal Tensor Forward(Tensor input, Tensor? state, Tensor? mask)
    {
        if (alpha is not null)
        {
            var zero = Tensor.Zeros([alpha.Size(0), 1, 1], alpha.DType, alpha.Device);
            input *= Tensor.Cat([alpha, zero], 2).Softmax(2).Bmm(columns!);
        }

        var sum = bias.BAddBmm(input, weight);
        sum = state is null ? sum : sum.BAddBmm(state, stateWeight!);
        var output = Activate(sum);
        output = norm is null ? output : Normalise(output);
        output = mask is null ? output : output * mask;
        return active is null ? output : output * active;
    }

    /// <summary>The tensors that hold networks side by side, each [networks, ...].</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> Stacked()
    {
        yield return new("weight", weight);
        yield return new("bias", bias);
        if (stateWeight is not null)
        {
            yield return new("state_weight", stateWeight);
        }

        if (alpha is not null)
        {
            yield return new("alpha", alpha);
        }

        foreach (var (name, tensor) in norm is null ? [] : NormState())
        {
            yield return new($"norm.{name}", tensor.Detach().Reshape(weight.Size(0), -1));
        }
    }

    /// <summary>Copies one network's layer from or to the state of a network of its own.</summary>
    /// <param name="index">Which of the stacked networks.</param>
    /// <param name="width">Channels of its taps.</param>
    /// <param name="state">The other network's tensors.</param>
    /// <param name="row">Which fusion layer of it stands here.</param>
    /// <param name="copy">Takes a tensor of the stack and one of the other network.</param>
    internal void Exchange(int index, long width, IReadOnlyDictionary<string, Tensor> state, int row, Action<Tensor, Tensor> copy)
    {
        var layer = $"fusion_layers.{row}";
        var whole = state[$"{layer}.0.weight"].Transpose(0, 1);
        copy(weight.Select(0, index).Narrow(0, 0, width), whole.Narrow(0, 0, width));
        if (row > 0)
        {
            copy(stateWeight!.Select(0, index), whole.Narrow(0, width, whole.Size(0) - width));
        }

        copy(bias.Select(0, index).Select(0, 0), state[$"{layer}.0.bias"]);
        if (alpha is not null)
        {
            copy(alpha.Select(0, index).Select(0, 0), state[$"alphas.{row}.alpha_x"]);
        }

        foreach (var (name, tensor) in norm is null ? [] : NormState())
        {
            copy(tensor.Reshape(weight.Size(0), -1).Select(0, index), state[$"{layer}.2.{name}"]);
        }
    }

    private static float[] Columns(long[][] channels, int modalities, long width)
    {
        var ones = new float[channels.Length * modalities * width];
        for (var k = 0; k < channels.Length; k++)
        {
            var column = 0L;
            for (var m = 0; m < channels[k].Length; m++)
            {
                ones.AsSpan((int)((((k * modalities) + m) * width) + column), (int)channels[k][m]).Fill(1);
                column += channels[k][m];
            }
        }

        return ones;
    }

    private Dictionary<string, Tensor> NormState() => norm!.State()
        .Where(s => s.Value.Rank == 1).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);

    /// <summary>Each network's own activation; ones that nobody has here are not computed.</summary>
    private Tensor Activate(Tensor sum)
    {
        Tensor? output = null;
        for (var a = 0; a < present.Length; a++)
        {
            if (present[a])
            {
                var activated = a switch { 0 => sum.Relu(), 1 => sum.Sigmoid(), _ => sum.LeakyRelu() };
                output = output is null ? activated : Tensor.Where(chosen[a - 1].Gt(0.5), activated, output);
            }
        }

        return output ?? sum;
    }

    private Tensor Normalise(Tensor output)
    {
        var (networks, batch, inner) = (output.Size(0), output.Size(1), output.Size(2));
        return norm!.Forward(output.Transpose(0, 1).Reshape(batch, networks * inner)).Reshape(batch, networks, inner).Transpose(0, 1);
    }
}
