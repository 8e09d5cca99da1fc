using Shouldly;
using Weft.Mfas;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Tests.Mfas;

/// <summary>The fused AV-MNIST network against the published code: logits, losses, gradients and one step of Adam.</summary>
public sealed class FusionGoldenTests
{
    [Theory]
    [InlineData("eval", false)]
    [InlineData("eval_alphas", true)]
    [InlineData("train", false)]
    public void Logits_of_given_taps(string mode, bool alphas)
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion(alphas);
        fusion.Network.Train(mode == "train");
        var taps = fusion.Taps(mode == "train" ? "train" : "eval");
        TensorAssert.Close(fusion.Network.Forward(taps), fusion.Golden[$"{mode}/logits"], 1e-5, 1e-6, "logits");
    }

    [Theory]
    [InlineData("eval", false)]
    [InlineData("eval_alphas", true)]
    [InlineData("train", false)]
    public void From_images_and_spectrograms_to_all_logits(string mode, bool alphas)
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion(alphas);
        var (fused, image, audio) = fusion.Run(mode == "train");
        TensorAssert.Close(fused, fusion.Golden[$"{mode}/logits"], 1e-5, 1e-5, "fused");
        TensorAssert.Close(image, fusion.Golden[$"{mode}/image_logits"], 1e-5, 1e-5, "image");
        TensorAssert.Close(audio, fusion.Golden[$"{mode}/audio_logits"], 1e-5, 1e-5, "audio");
    }

    [Fact]
    public void Losses_alone_and_of_several_tasks()
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion();
        var (fused, image, audio) = fusion.Run(training: true);
        fused.CrossEntropy(fusion.Labels).Item().ShouldBe(fusion.Golden["train/loss_central"].Item(), 1e-5);
        Multitask.Loss(logits => logits.CrossEntropy(fusion.Labels), fused, [image, audio]).Item()
            .ShouldBe(fusion.Golden["train/loss_multitask"].Item(), 1e-5);
        TensorAssert.Close(Multitask.Scores(fused, [image, audio]), fused + image + audio, 0, 1e-6, "scores");
        Multitask.Scores(fused, []).BitwiseEquals(fused).ShouldBeTrue();
    }

    [Fact]
    public void Gradients_reach_the_fusion_part_and_the_encoders()
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion();
        fusion.Run(training: true).Fused.CrossEntropy(fusion.Labels).Backward();
        var checkedNames = 0;
        foreach (var (name, gradient) in fusion.Golden.Below("train/grad/"))
        {
            var state = name.Split('.', 2) switch
            {
                ["rgbnet", var rest] => fusion.Image.State()[rest],
                ["audnet", var rest] => fusion.Audio.State()[rest],
                _ => fusion.Network.State()[name],
            };
            TensorAssert.Close(state.Grad!, gradient, 1e-4, 1e-6, name);
            checkedNames++;
        }

        checkedNames.ShouldBe(10);
    }

    [Fact]
    public void One_step_of_Adam_and_the_statistics_of_batch_norm()
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion();
        var before = fusion.Golden["state/alphas.1.alpha_x"].Item();
        using var adam = new Adam([new ParameterGroup("central", fusion.Network.Parameters(), 1e-3, 1e-4)]);
        fusion.Run(training: true).Fused.CrossEntropy(fusion.Labels).Backward();
        adam.Step();
        foreach (var (name, expected) in fusion.Golden.Below("after_step/"))
        {
            var state = name.Split('.', 2) switch
            {
                ["rgbnet", var rest] => fusion.Image.State()[rest],
                ["audnet", var rest] => fusion.Audio.State()[rest],
                _ => fusion.Network.State()[name],
            };
            TensorAssert.Close(state, expected, 1e-5, 2e-6, name);
        }

        // The weights between modalities are of the optimizer's parameters, but get no gradient while they are off.
        fusion.Network.State()["alphas.1.alpha_x"].Item().ShouldBe(before);
    }

    [Fact]
    public void Alphas_learn_when_they_are_on()
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion(alphas: true);
        fusion.Network.Forward(fusion.Taps("train")).CrossEntropy(fusion.Labels).Backward();
        for (var r = 0; r < 3; r++)
        {
            Math.Abs(fusion.Network.State()[$"alphas.{r}.alpha_x"].Grad!.Item()).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Keys_of_shared_weights()
    {
        using var scope = new TensorScope();
        using var fusion = new GoldenFusion();
        using var shared = new SharedWeights();
        shared.Store(fusion.Network);
        shared.Keys.ShouldBe(GoldenJson.Read("mfas", "golden.json", "shared_weight_keys").EnumerateArray().Select(k => k.GetString()!));
    }
}
