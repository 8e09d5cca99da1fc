using Shouldly;
using Weft.Cdar;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Cdar;

public sealed class DomainClassifierTests
{
    private static readonly DiscriminatorSettings Golden = new() { Layers = 2, Width = 8, Dropout = 0 };

    [Fact]
    public void LossAndGradientsAreThePublishedOnes()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("necks.npz");
        using var classifier = Build(random);
        var features = Leaf(golden["dc_f"]);
        var (source, target) = Rows(golden["dc_is_source"]);
        var (loss, accuracy) = classifier.Loss(features.IndexSelect(0, source), features.IndexSelect(0, target));
        loss = loss * 0.5;
        loss.Backward();
        loss.Item().ShouldBe(golden["dc_loss"].Item(), 1e-6);
        accuracy.Item().ShouldBe(golden["dc_acc"].Item());
        TensorAssert.Close(features.Grad!, golden["dc_grad_f"], 1e-5, 1e-8, "features");
        TensorAssert.Close(classifier.Parameters()[0].Grad!, golden["dc_grad_w0"], 1e-5, 1e-8, "weight");
    }

    [Fact]
    public void FeaturesOfFramesAreAveragedBeforehand()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("necks.npz");
        using var classifier = Build(random);
        var maps = Leaf(golden["dct_f"]);
        var features = maps.Reshape(4, 3, 6, 4).Mean([1, 3]);
        var loss = classifier.Loss(features.Narrow(0, 0, 2), features.Narrow(0, 2, 2)).Loss;
        loss.Backward();
        TensorAssert.Close(loss, golden["dct_loss"], 1e-6, 0, "loss");
        TensorAssert.Close(maps.Grad!, golden["dct_grad"], 1e-5, 1e-8, "gradient");
    }

    [Theory]
    [InlineData("local", "sl", "tl")]
    [InlineData("global", "sg", "tg")]
    [InlineData("local-global", "sl", "tg")]
    [InlineData("global-local", "sg", "tl")]
    [InlineData("both", "sl sg", "tl tg")]
    [InlineData("cross", "sl|sg", "tg|tl")]
    public void ViewsAreTold(string name, string ours, string theirs)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var golden = GoldenCdar.File("necks.npz");
        using var classifier = Build(random);
        var leaves = new[] { "sl", "sg", "tl", "tg" }.ToDictionary(v => v, v => Leaf(golden["tp_" + v]), StringComparer.Ordinal);
        var (loss, accuracy) = classifier.Loss(Means(ours), Means(theirs));
        loss.Backward();
        loss.Item().ShouldBe(golden[$"tp_{name}_loss"].Item(), 1e-6);
        accuracy.Item().ShouldBe(golden[$"tp_{name}_acc"].Item(), 1e-6);
        foreach (var (view, leaf) in leaves.Where(l => golden.Has($"tp_{name}_grad_{l.Key}")))
        {
            TensorAssert.Close(leaf.Grad!, golden[$"tp_{name}_grad_{view}"], 1e-5, 1e-8, view);
        }

        Tensor Means(string views) => Tensor.Cat([.. views.Split('|').Select(
            part => Tensor.Cat([.. part.Split(' ').Select(v => leaves[v])], 1).Mean([1]))], 0);
    }

    [Fact]
    public void WithoutAWidthLayersShrinkToOne()
    {
        using var random = new NetworkRandom(1);
        using var classifier = new DomainClassifier(768, new() { Layers = 4, Width = 0 }, random.Initial, random.Noise);
        var weights = classifier.NamedParameters().Where(p => p.Tensor.Rank == 2).ToList();
        weights.Select(w => w.Tensor.Size(0)).ShouldBe([768, 576, 384, 1]);
        weights.Select(w => w.Name).ShouldBe([.. Enumerable.Range(0, 4).Select(i => $"fc_domain.{i}.0.weight")]);
    }

    [Fact]
    public void OnlyTheReferenceDropsALoneOutput()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var settings = new DiscriminatorSettings { Layers = 0, Dropout = 0.5 };
        using var sound = new DomainClassifier(6, settings, random.Initial, random.Noise);
        using var reference = new DomainClassifier(6, settings, random.Initial, random.Noise, reference: true);
        var rows = Tensor.RandomNormal([40, 6], random.Initial);
        sound.Loss(rows, rows).Loss.Item().ShouldBe(sound.Loss(rows, rows).Loss.Item());
        reference.Loss(rows, rows).Loss.Item().ShouldNotBe(reference.Loss(rows, rows).Loss.Item());
    }

    private static DomainClassifier Build(NetworkRandom random)
    {
        var classifier = new DomainClassifier(6, Golden, random.Initial, random.Noise);
        CdarFiller.Initialise(classifier);
        return classifier;
    }

    private static Tensor Leaf(Tensor tensor)
    {
        tensor.RequiresGrad = true;
        return tensor;
    }

    private static (Tensor Source, Tensor Target) Rows(Tensor isSource)
    {
        var flags = isSource.ToArray<bool>();
        return (Where(true), Where(false));

        Tensor Where(bool wanted)
        {
            long[] rows = [.. flags.Select((f, i) => (f, i)).Where(x => x.f == wanted).Select(x => (long)x.i)];
            return Tensor.From(rows, rows.Length);
        }
    }
}
