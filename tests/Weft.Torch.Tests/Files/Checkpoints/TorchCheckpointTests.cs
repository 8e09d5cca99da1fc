using System.Runtime.InteropServices;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Weft.Torch.Files.Checkpoints;
using Xunit;

namespace Weft.Torch.Tests.Files.Checkpoints;

/// <summary>Files that PyTorch wrote, against what numpy says they hold.</summary>
public sealed class TorchCheckpointTests
{
    [Theory]
    [InlineData("state_zip.pth", null)]
    [InlineData("state_zip_protocol4.pth", null)]
    [InlineData("state_legacy.pth", null)]
    [InlineData("training_checkpoint_zip.pth.tar", "state_dict")]
    [InlineData("training_checkpoint_legacy.checkpoint", "state_dict")]
    public void HoldsWhatNumpySays(string name, string? section)
    {
        var path = TestPaths.Fixture($"torch/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        using var expected = new NpzReader(TestPaths.Fixture("torch/expected.npz")!);
        using var checkpoint = TorchCheckpoint.Open(path!);

        checkpoint.Section.ShouldBe(section);
        checkpoint.Tensors.Select(t => t.Name).ShouldBe(expected.Names, ignoreOrder: true);
        foreach (var tensor in checkpoint.Tensors)
        {
            var wanted = expected.Read(tensor.Name);
            var found = checkpoint.Read(tensor.Name);
            found.Type.ShouldBe(tensor.Name switch { "half" => ElementType.Float16, "bf16" => ElementType.BFloat16, _ => wanted.Type }, tensor.Name);
            found.Type.ShouldBe(tensor.Type);
            found.Shape.ShouldBe(wanted.Shape, tensor.Name);
            tensor.Shape.ShouldBe(wanted.Shape);
            tensor.ByteCount.ShouldBe(found.Bytes.Length);
            Widened(found).ShouldBe(wanted.Bytes.ToArray(), tensor.Name);
        }
    }

    [Fact]
    public void SaysWhatElseATrainingCheckpointHolds()
    {
        var path = TestPaths.Fixture("torch/training_checkpoint_zip.pth.tar");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        using var checkpoint = TorchCheckpoint.Open(path!);
        checkpoint.LeftOut.ShouldBe(["'epoch' (12)", "'best_acc' (0.9134)", "'arch' ('resnext')", "'optimizer' (a dictionary of 2)"]);
    }

    [Fact]
    public void SkipsHarmlessExtrasAndKeepsTiedWeights()
    {
        using var checkpoint = TorchCheckpoint.Open(TestPaths.Golden("torch", "extras.pth"));
        checkpoint.Section.ShouldBe("model");
        checkpoint.Tensors.Select(t => t.Name).ShouldBe(["w", "t", "tied"]);
        checkpoint.Read("w").As<float>().ToArray().ShouldBe([0f, 1, 2, 3, 4, 5]);
        checkpoint.Read("t").As<float>().ToArray().ShouldBe([0f, 3, 1, 4, 2, 5]);
        checkpoint.Read("tied").As<float>().ToArray().ShouldBe([0f, 1, 2, 3, 4, 5]);
        checkpoint.LeftOut.ShouldBe(
        [
            "'best' (numpy.core.multiarray.scalar, skipped)",
            "'history' (numpy.core.multiarray._reconstruct, skipped)",
            "'args' (argparse.Namespace, skipped)",
            "'device' (torch.device, skipped)",
            "'size' (a tuple of 2)",
            "'none' (nothing)",
        ]);
        Should.Throw<InvalidFileException>(() => checkpoint.Read("v")).Message.ShouldContain("there is no tensor 'v' among its 3");
    }

    [Theory]
    [InlineData("views_zip.pth")]
    [InlineData("views_legacy.pth")]
    public void ViewsOfOneStorageComeOutContiguous(string name)
    {
        using var checkpoint = TorchCheckpoint.Open(TestPaths.Golden("torch", name));
        float[] Values(string tensor) => checkpoint.Read(tensor).As<float>().ToArray();
        Values("a").ShouldBe([4f, 5, 6, 7, 8, 9]);
        Values("b").ShouldBe([.. Enumerable.Range(0, 24).Select(i => (float)((i % 6 * 4) + (i / 6)))]);
        checkpoint.Read("b").Shape.ShouldBe([4L, 2L, 3L]);
        Values("c").ShouldBe([23f]);
        checkpoint.Read("c").Shape.ShouldBeEmpty();
        Values("d").ShouldBe([0f, 5, 10, 15, 20]);
        Values("e").ShouldBe([4f, 6, 16, 18]);
    }

    [Fact]
    public void CopiesInPiecesWhatIsLargerThanOne()
    {
        using var folder = new TemporaryFolder();
        var path = folder["large.pth"];
        var values = Enumerable.Range(0, 300_000).ToArray();
        CheckpointBytes.WriteZip(path, CheckpointBytes.Tensor("IntStorage", 300_000, "K\u0000(J\u00E0\u0093\u0004\u0000t(K\u0001t"), MemoryMarshal.AsBytes(values.AsSpan()));
        using (var checkpoint = TorchCheckpoint.Open(path))
        {
            checkpoint.Read("w").As<int>().ToArray().ShouldBe(values);
        }

        // 500 rows of 600, the other way round.
        CheckpointBytes.WriteZip(path, CheckpointBytes.Tensor("IntStorage", 300_000, "K\u0000(M\u0058\u0002M\u00F4\u0001t(K\u0001M\u0058\u0002t"), MemoryMarshal.AsBytes(values.AsSpan()));
        using (var checkpoint = TorchCheckpoint.Open(path))
        {
            checkpoint.Read("w").As<int>().ToArray().ShouldBe([.. values.Select(i => (i % 500 * 600) + (i / 500))]);
        }
    }

    [Fact]
    public void ALargeTensorIsNeverInMemoryAsAWhole()
    {
        using var folder = new TemporaryFolder();
        var path = folder["large.pth"];
        var values = new byte[8_000_000];
        CheckpointBytes.WriteZip(path, CheckpointBytes.Tensor("ByteStorage", values.Length, "K\u0000(J\u0000\u0012\u007A\u0000t(K\u0001t"), values);
        using var checkpoint = TorchCheckpoint.Open(path);
        checkpoint.CopyTo("w", Stream.Null);
        var before = GC.GetAllocatedBytesForCurrentThread();
        checkpoint.CopyTo("w", Stream.Null);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(values.Length / 20);
    }

    // The expected values of half and bfloat16 were widened by numpy.
    private static byte[] Widened(NdArray array) => array.Type switch
    {
        ElementType.Float16 => MemoryMarshal.AsBytes(array.As<Half>().ToArray().Select(h => (float)h).ToArray().AsSpan()).ToArray(),
        ElementType.BFloat16 => MemoryMarshal.AsBytes(array.As<ushort>().ToArray().Select(b => (uint)b << 16).ToArray().AsSpan()).ToArray(),
        _ => array.Bytes.ToArray(),
    };
}
