using Shouldly;
using Weft.Encoders.Imported;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Encoders.Imported;

/// <summary>Imports of small files that PyTorch wrote: published names, tiny shapes.</summary>
public sealed class WeightsImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Out => folder["out.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WithoutAnEncoderEverythingIsConverted()
    {
        var steps = new List<(long, long)>();
        var report = WeightsImport.Run(Source("views_zip.pth"), Out, null, progress: (done, total) => steps.Add((done, total)));
        report.Tensors.ShouldBe(5);
        report.Bytes.ShouldBe(160);
        report.Mapping.ShouldBeNull();
        steps.Count.ShouldBe(5);
        steps[^1].ShouldBe((160, 160));
        using var file = SafeTensorsFile.Open(Out);
        file.Names.ShouldBe(["a", "b", "c", "d", "e"]);
        file.Read("e").Shape.ShouldBe([2L, 1L, 2L]);
        file.Read("e").As<float>().ToArray().ShouldBe([4f, 6, 16, 18]);
        file.Metadata.ShouldBe(new Dictionary<string, string> { ["kind"] = "weights", ["source"] = Checksum.OfFile(Source("views_zip.pth")) }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("state_zip.pth")]
    [InlineData("state_zip_protocol4.pth")]
    [InlineData("state_legacy.pth")]
    [InlineData("training_checkpoint_zip.pth.tar")]
    [InlineData("training_checkpoint_legacy.checkpoint")]
    public void EveryFixtureBecomesSafetensors(string name)
    {
        var path = TestPaths.Fixture($"torch/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        using var expected = new NpzReader(TestPaths.Fixture("torch/expected.npz")!);
        WeightsImport.Run(path!, Out, null).Tensors.ShouldBe(expected.Names.Length);
        using var file = SafeTensorsFile.Open(Out);
        foreach (var tensor in expected.Names)
        {
            var wanted = expected.Read(tensor);
            file.Tensors[tensor].Shape.ShouldBe(wanted.Shape, tensor);
            if (tensor is not ("half" or "bf16"))
            {
                file.Read(tensor).Bytes.ToArray().ShouldBe(wanted.Bytes.ToArray(), tensor);
            }
        }
    }

    [Fact]
    public void TakesOnePartOfAFusedNetwork()
    {
        var report = WeightsImport.Run(Source("fused.pth"), Out, "maxout", [Float("op1.lin.weight", 4, 3), Float("op1.lin.bias", 4), Float("op2.0.running_mean", 2), new("op2.0.num_batches_tracked", ElementType.Int64, []), Float("hid2val.weight", 5, 2)]);
        report.Mapping!.HasHead.ShouldBeTrue();
        report.Mapping.LeftOut.ShouldBe(["imagenet.vgg.0.weight", "imagenet.vgg.0.bias", "central_classifier.weight"]);
        using var file = SafeTensorsFile.Open(Out);
        file.Names.ShouldBe(["hid2val.weight", "op1.lin.bias", "op1.lin.weight", "op2.0.num_batches_tracked", "op2.0.running_mean"]);
        file.Read("op1.lin.weight").As<float>().ToArray().ShouldBe([.. Enumerable.Range(1, 12).Select(i => (float)i)]);
        file.Read("op2.0.num_batches_tracked").As<long>()[0].ShouldBe(0);
        file.Metadata["encoder"].ShouldBe("maxout");
        file.Metadata["head"].ShouldBe("present");
    }

    [Fact]
    public void InflatesKernelsAtTheirCentreInTime()
    {
        var report = WeightsImport.Run(
            Source("resnet.pth"),
            Out,
            "inflated-resnet50",
            [
                Float("cnn.conv1.weight", 2, 3, 7, 7), Float("cnn.bn1.running_mean", 2), Float("cnn.layer1.0.conv1.weight", 2, 2, 1, 1, 1),
                Float("cnn.layer1.0.conv2.weight", 2, 2, 3, 3, 3), Float("classifier.weight", 60, 2),
            ]);
        report.Mapping!.HasHead.ShouldBeFalse();
        using var file = SafeTensorsFile.Open(Out);
        file.Names.ShouldBe(["cnn.bn1.running_mean", "cnn.conv1.weight", "cnn.layer1.0.conv1.weight", "cnn.layer1.0.conv2.weight"]);
        file.Read("cnn.layer1.0.conv1.weight").As<float>().ToArray().ShouldBe([1f, 2, 3, 4]);
        var inflated = file.Read("cnn.layer1.0.conv2.weight").As<float>().ToArray();
        inflated.ShouldBe([.. Enumerable.Range(0, 108).Select(i => i % 27 / 9 == 1 ? (float)((i / 27 * 9) + (i % 9) + 1) : 0f)]);
        file.Metadata["head"].ShouldBe("missing");
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedWithNamesAndNothingIsWritten()
    {
        var message = Should.Throw<InvalidFileException>(() => WeightsImport.Run(Source("vgg.pth"), Out, "vgg19")).Message;
        message.ShouldStartWith(Source("vgg.pth"));
        message.ShouldContain("these weights do not fit the encoder vgg19: 30 missing: 'vgg.2.weight', 'vgg.2.bias', 'vgg.5.weight', 'vgg.5.bias', 'vgg.7.weight' and 25 more");
        message.ShouldContain("2 of another type or shape: 'vgg.0.weight' is Float32 [2, 3, 3, 3], not Float32 [64, 3, 3, 3]");
        message.ShouldContain("docs/how-to/import-weights.md");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();

        Should.Throw<UsageException>(() => WeightsImport.Run(Source("vgg.pth"), Out, "vgg16")).Message.ShouldContain("there is no encoder 'vgg16'; there are hcn, ");
    }

    [Fact]
    public void TheSourceIsNeverOverwritten()
    {
        var path = folder["x.pth"];
        File.Copy(Source("vgg.pth"), path);
        Directory.CreateSymbolicLink(folder["link"], folder.Path);
        File.CreateSymbolicLink(folder["y.pth"], path);
        foreach (var other in (string[])[path, $"{folder.Path}/./x.pth", folder["link/x.pth"], folder["y.pth"]])
        {
            Should.Throw<UsageException>(() => WeightsImport.Run(path, other, null)).Message.ShouldContain("is the file that is imported");
        }

        File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(Source("vgg.pth")));
    }

    [Fact]
    public void AnImportThatIsCutOffLeavesNothing()
    {
        using var source = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => WeightsImport.Run(
            Source("views_zip.pth"), Out, null, progress: (_, _) => source.Cancel(), cancellation: source.Token));
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    private static string Source(string name) => TestPaths.Golden("torch", name);

    private static WantedTensor Float(string name, params long[] shape) => new(name, ElementType.Float32, [.. shape]);
}
