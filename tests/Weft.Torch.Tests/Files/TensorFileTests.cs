using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class TensorFileTests : TorchTest
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void EveryElementTypeKeepsItsBits()
    {
        foreach (var dtype in Enum.GetValues<DType>())
        {
            var x = Tensor.Zeros([2, 3], dtype);
            var bytes = x.AsBytes();
            for (var i = 0; i < bytes.Length; i++)
            {
                // Among the floats these are odd numbers and not-a-numbers with payloads.
                bytes[i] = dtype == DType.Bool ? (byte)(i % 2) : (byte)(255 - (i * 37));
            }

            var array = x.ToNdArray();
            array.Type.ShouldBe(dtype.ToElementType());
            array.Type.ToDType().ShouldBe(dtype);
            array.Shape.ShouldBe([2, 3]);
            array.ToTensor().BitwiseEquals(x).ShouldBeTrue(dtype.ToString());
            TensorFile.SaveSafeTensors(folder["x.safetensors"], new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["x"] = x });
            TensorFile.LoadSafeTensors(folder["x.safetensors"])["x"].BitwiseEquals(x).ShouldBeTrue(dtype.ToString());
        }

        Should.Throw<ArgumentOutOfRangeException>(() => ((DType)99).ToElementType());
        Should.Throw<ArgumentOutOfRangeException>(() => ((ElementType)99).ToDType());
    }

    [Fact]
    public void EveryFileTypeHasATensorType() =>
        Enum.GetValues<ElementType>().Select(t => t.ToDType().ToElementType()).ShouldBe(Enum.GetValues<ElementType>());

    [Fact]
    public void ScalarsEmptyTensorsAndViewsKeepTheirShapes()
    {
        Tensor.Scalar(7L).ToNdArray().ToTensor().ShouldHaveShape();
        Tensor.Zeros([2, 0]).ToNdArray().ToTensor().ShouldHaveShape(2, 0);
        var view = Pattern(0, 2, 3).Transpose(0, 1);
        view.ToNdArray().ToTensor().BitwiseEquals(view).ShouldBeTrue();
        Leaf(0, 2).ToNdArray().Count.ShouldBe(2);
    }

    [Fact]
    public void AModulesStateGoesThroughAFile()
    {
        using var generator = new Generator(1);
        using var saved = new Sequential(new Linear(3, 4, generator), new BatchNorm(4));
        using var loaded = new Sequential(new Linear(3, 4, generator), new BatchNorm(4));
        saved.Forward(Pattern(0, 5, 3));
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["epoch"] = "3" };
        TensorFile.SaveSafeTensors(folder["net.safetensors"], saved.State(), texts);
        loaded.LoadState(TensorFile.LoadSafeTensors(folder["net.safetensors"]));
        foreach (var (name, tensor) in saved.State())
        {
            loaded.State()[name].Detach().BitwiseEquals(tensor.Detach()).ShouldBeTrue(name);
        }

        using var file = SafeTensorsFile.Open(folder["net.safetensors"]);
        file.Metadata.ShouldBe(texts);
    }

    [Fact]
    public void LoadedTensorsAreTheCurrentScopes()
    {
        TensorFile.SaveSafeTensors(
            folder["two.safetensors"],
            new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["a"] = Tensor.Zeros([1]), ["b"] = Tensor.Zeros([2]) });
        var before = TensorScope.LiveTensors;
        using (new TensorScope())
        {
            TensorFile.LoadSafeTensors(folder["two.safetensors"]).Count.ShouldBe(2);
            TensorScope.LiveTensors.ShouldBe(before + 2);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void ADamagedFileLeavesNoTensors()
    {
        TensorFile.SaveSafeTensors(
            folder["bad.safetensors"],
            new Dictionary<string, Tensor>(StringComparer.Ordinal)
            {
                ["a"] = Tensor.Zeros([1]),
                ["b"] = Tensor.Ones([2], DType.Bool),
            });
        var bytes = File.ReadAllBytes(folder["bad.safetensors"]);
        bytes[^1] = 2;
        File.WriteAllBytes(folder["bad.safetensors"], bytes);
        var before = TensorScope.LiveTensors;
        Should.Throw<InvalidFileException>(() => TensorFile.LoadSafeTensors(folder["bad.safetensors"]));
        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void GoldenNumbersBecomeTensors()
    {
        using var golden = new NpzReader(TestPaths.Golden("bmnas", "ops.npz"));
        Tensor Read(string name) => golden.Read(name).ToTensor();
        foreach (var name in golden.Names)
        {
            var tensor = Read(name);
            tensor.ToNdArray().Bytes.Span.SequenceEqual(golden.Read(name).Bytes.Span).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void AGoldenOperationIsRepeated()
    {
        using var golden = new NpzReader(TestPaths.Golden("bmnas", "ops.npz"));
        using var generator = new Generator(1);
        Tensor Read(string name) => golden.Read(name).ToTensor();
        double[] Numbers(string name) => [.. Read(name).ToArray<float>()];
        var (x, y) = (Read("x"), Read("y"));
        x.RequiresGrad = true;
        y.RequiresGrad = true;
        using var conv = new Conv1d(12, 12, 1, generator);
        using var norm = new BatchNorm(12);
        conv.Weight.Set(Read("LinearGLU/param/conv.weight"));
        conv.Bias!.Set(Read("LinearGLU/param/conv.bias"));
        norm.Weight.Set(Read("LinearGLU/param/bn.weight"));
        norm.Bias.Set(Read("LinearGLU/param/bn.bias"));
        var output = norm.Forward(conv.Forward(Tensor.Cat([x, y], 1))).Glu(1);
        output.Backward(Read("gout"));
        output.ShouldHold(Numbers("LinearGLU/out_train"), 1e-5);
        x.Grad.ShouldHold(Numbers("LinearGLU/dx"), 1e-5);
        y.Grad.ShouldHold(Numbers("LinearGLU/dy"), 1e-5);
        conv.Weight.Grad.ShouldHold(Numbers("LinearGLU/grad/conv.weight"), 1e-5);
        norm.Weight.Grad.ShouldHold(Numbers("LinearGLU/grad/bn.weight"), 1e-5);
        norm.RunningMean.ShouldHold(Numbers("LinearGLU/buf_after/bn.running_mean"));
        norm.RunningVariance.ShouldHold(Numbers("LinearGLU/buf_after/bn.running_var"));
        norm.BatchesTracked.BitwiseEquals(Read("LinearGLU/buf_after/bn.num_batches_tracked")).ShouldBeTrue();
    }

    protected override void Dispose(bool disposing)
    {
        folder.Dispose();
        base.Dispose(disposing);
    }
}
