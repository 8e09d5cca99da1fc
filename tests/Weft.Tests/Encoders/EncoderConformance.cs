using Shouldly;
using Weft.Data.Features;
using Weft.Encoders;
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
    /// <param name="channels">Its width; null for the modality's default.</param>
    internal static void Check(ITask task, Modality modality, int? channels = null) => Check(
        (dropout, random) => task.BuildEncoder(modality.Name, channels ?? modality.DefaultChannels, dropout, random),
        [.. modality.InputShape.Select(s => (long)s)],
        task.Classes);

    /// <summary>Checks an encoder.</summary>
    /// <param name="build">Builds it with a rate of dropout.</param>
    /// <param name="shape">One sample's.</param>
    /// <param name="classes">Number of logits.</param>
    internal static void Check(Func<double, NetworkRandom, Encoder> build, long[] shape, int classes)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var encoder = build(0.1, random);
        var input = Tensor.RandomNormal([4, .. shape], random.Initial);
        var output = encoder.Forward(input);
        output.Logits.Shape.ShouldBe([4, classes]);
        output.Taps.Select(t => (int)t.Shape[1]).ShouldBe(encoder.TapChannels, "a tap is [batch, channels, ...], as TapChannels says");
        (output.Logits * Tensor.RandomNormal([4, classes], random.Initial)).Sum().Backward();
        foreach (var (name, parameter) in encoder.NamedParameters())
        {
            parameter.Grad.ShouldNotBeNull($"no gradient reaches {name}");
        }

        foreach (var kind in new[] { TapPoolingKind.Grid, TapPoolingKind.Temporal })
        {
            output.Taps.Select(t => new TapPooling(kind, 4).Apply(t).Shape).ShouldBe(encoder.TapChannels.Select(c => new long[] { 4, 4, c }));
        }

        encoder.Eval();
        var evaluated = encoder.Forward(input);
        encoder.Forward(input).Logits.BitwiseEquals(evaluated.Logits).ShouldBeTrue("an evaluation gives the same bits again");
        CheckHead(encoder, evaluated);
        if (encoder.TapsIgnoreMode)
        {
            for (var t = 0; t < output.Taps.Length; t++)
            {
                output.Taps[t].BitwiseEquals(evaluated.Taps[t]).ShouldBeTrue($"tap {t} differs between the modes");
            }
        }

        using var other = build(0, random);
        other.LoadState(encoder.State());
        other.Eval();
        other.Forward(input).Logits.BitwiseEquals(evaluated.Logits).ShouldBeTrue("the state is all that evaluation depends on");
    }

    private static void CheckHead(Encoder encoder, EncoderOutput output)
    {
        if (!encoder.HasSeparateHead)
        {
            encoder.HeadParameters().ShouldBeEmpty();
            Should.Throw<NotSupportedException>(() => encoder.Head(output.Taps[^1])).Message.ShouldContain("HasSeparateHead");
            Should.Throw<NotSupportedException>(() => encoder.HeadFeatures(output.Taps)).Message.ShouldContain("HasSeparateHead");
            return;
        }

        var features = encoder.HeadFeatures(output.Taps).Detach();
        features.Rank.ShouldBe(2);
        encoder.ZeroGradients();
        var logits = encoder.Head(features);
        logits.BitwiseEquals(output.Logits).ShouldBeTrue("the head gives the logits of the whole encoder");
        logits.Square().Sum().Backward();
        encoder.NamedParameters().Where(p => p.Tensor.Grad is not null).Select(p => p.Name).ShouldBe(encoder.HeadParameters().Select(p => p.Name));
    }
}
