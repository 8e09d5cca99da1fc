using Shouldly;
using Weft.Data.Features;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;

namespace Weft.Tests.Encoders;

/// <summary>What every encoder of a task must do.</summary>
internal static class EncoderConformance
{
    /// <summary>Checks the encoder of a modality.</summary>
    /// <param name="task">Builds it.</param>
    /// <param name="modality">Its modality.</param>
    internal static void Check(ITask task, Modality modality)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var encoder = task.BuildEncoder(modality.Name, modality.DefaultChannels, 0.1, random);
        var input = Tensor.RandomNormal([4, .. modality.InputShape], random.Initial);
        var output = encoder.Forward(input);
        output.Logits.Shape.ShouldBe([4, task.Classes]);
        output.Taps.Select(t => (int)t.Shape[1]).ShouldBe(encoder.TapChannels, "a tap is [batch, channels, ...], as TapChannels says");
        (output.Logits * Tensor.RandomNormal([4, task.Classes], random.Initial)).Sum().Backward();
        foreach (var (name, parameter) in encoder.NamedParameters())
        {
            parameter.Grad.ShouldNotBeNull($"no gradient reaches {name}");
        }

        foreach (var kind in new[] { TapPoolingKind.Grid, TapPoolingKind.Temporal })
        {
            output.Taps.Select(t => new TapPooling(kind, 4).Apply(t).Shape).ShouldBe(encoder.TapChannels.Select(c => new long[] { 4, 4, c }));
        }

        encoder.Eval();
        encoder.Forward(input).Logits.ToArray<float>().ShouldBe(encoder.Forward(input).Logits.ToArray<float>());
        using var other = task.BuildEncoder(modality.Name, modality.DefaultChannels, 0, random);
        other.LoadState(encoder.State());
    }
}
