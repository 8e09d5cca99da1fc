using Shouldly;
using Weft.Data;
using Weft.Data.Features;
using Weft.Data.Prepared;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private static readonly TapPooling Pooling = new(TapPoolingKind.Grid, 4);

    private readonly RunHarness harness = new();
    private readonly TinyTask task = new();
    private readonly EncoderFile encoder;

    public FeatureCacheTests()
    {
        using var random = new NetworkRandom(3);
        using var network = task.BuildEncoder("a", 2, 0, random);
        encoder = EncoderFile.Save(harness["encoder.safetensors"], network, "tiny", "a", 2, "tiny-12", 0.5, "test");
        Directory.CreateDirectory(Root);
    }

    private string Root => harness["cache"];

    [Fact]
    public void Taps_are_computed_once_and_shared()
    {
        using var data = new TinyData();
        using (var first = Open(data))
        {
            data.Reads.ShouldBe(12);
            CheckContent(first, data);
        }

        var readsBefore = data.Reads;
        using var second = Open(data);
        data.Reads.ShouldBe(readsBefore);
        second.Taps.Count.ShouldBe(2);
        second.Taps[1].RowShape.ShouldBe([4L, 4L]);
        Entries().ShouldHaveSingleItem();

        // Everything that determines the content makes another entry.
        Open(data, new TapPooling(TapPoolingKind.Mean, 1)).Dispose();
        Open(new TinyData(9)).Dispose();
        Open(data, split: Split.Dev).Dispose();
        Entries().Length.ShouldBe(4);
    }

    [Fact]
    public void A_build_that_breaks_off_is_no_entry_and_is_gone_on_with()
    {
        var before = TensorScope.LiveTensors;
        var broken = new TinyData { Broken = 9 };
        Should.Throw<IOException>(() => Open(broken)).Message.ShouldBe("sample 9 cannot be read");
        TensorScope.LiveTensors.ShouldBe(before);
        Entries().ShouldHaveSingleItem().ShouldEndWith(".unfinished");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var entry = new FeatureEntry(task, new TinyData(), encoder, Pooling, Split.Train);
        Should.Throw<OperationCanceledException>(() => new FeatureCache(Root).Open(entry, harness.Context(cancellation: cancelled.Token), Device.Cpu));
        new FeatureCache(Root).Has(entry).ShouldBeFalse();
        new FeatureCache(Root).BytesOf(entry).ShouldBeInRange(1, entry.Bytes - 1);

        var whole = new TinyData();
        using var features = Open(whole);
        CheckContent(features, whole);
        Entries().ShouldHaveSingleItem().ShouldNotEndWith(".unfinished");
        new FeatureCache(Root).BytesOf(entry).ShouldBe(entry.Bytes);
        new FeatureCache(harness["empty"]).BytesOf(entry).ShouldBe(0);
    }

    [Fact]
    public void Batches_that_were_computed_before_a_kill_are_not_computed_again()
    {
        var small = new TinyTask { InferenceBatch = 5 };
        var entry = new FeatureEntry(small, new TinyData { Broken = 9 }, encoder, Pooling, Split.Train);
        using (var work = ResumableWork.Open(Path.Combine(Root, entry.Key + ".unfinished"), entry.Key + " by 5", TimeProvider.System, seconds: 0))
        {
            Should.Throw<IOException>(() => FeatureExtraction.Run(entry, work, harness.Context(), Device.Cpu));
        }

        var data = new TinyData();
        using var features = new FeatureCache(Root).Open(entry with { Data = data }, harness.Context(), Device.Cpu);
        data.Reads.ShouldBe(7);
        CheckContent(features, data);
    }

    [Fact]
    public void Two_runs_at_once_compute_an_entry_once()
    {
        var data = new TinyData();
        var opened = new CachedFeatures[2];
        Parallel.For(0, 2, i => opened[i] = Open(data));
        data.Reads.ShouldBe(12);
        foreach (var features in opened)
        {
            features.Dispose();
        }

        Entries().ShouldHaveSingleItem();
    }

    [Fact]
    public void Taps_may_be_kept_in_half_precision()
    {
        var entry = new FeatureEntry(task, new TinyData(), encoder, Pooling, Split.Train);
        using var whole = new FeatureCache(Root).Open(entry, harness.Context(), Device.Cpu);
        using var half = new FeatureCache(Root).Open(entry with { Half = true }, harness.Context(), Device.Cpu);
        half.Taps[0].Type.ShouldBe(ElementType.Float16);
        using var scope = new TensorScope();
        int[] all = [.. Enumerable.Range(0, 12)];
        TensorAssert.Close(half.Taps[1].Gather(all).Scoped().To(DType.Float32), whole.Taps[1].Gather(all).Scoped(), 1e-3, 1e-3, "tap");
        new DirectoryInfo(Path.Combine(Root, entry.Key)).EnumerateFiles("*.npy").Sum(f => f.Length).ShouldBe(entry.Bytes + (3 * 320));
    }

    [Theory]
    [InlineData(1e6f, "tap 1 gives values above 65504, the most that half precision holds: look whether the encoder's weights belong to this data")]
    [InlineData(float.NaN, "tap 1 gives values that are not finite: the encoder's weights are damaged or diverged")]
    public void Values_that_cannot_be_kept_are_told(float value, string told)
    {
        EncoderFile odd;
        using (var random = new NetworkRandom(3))
        using (var network = task.BuildEncoder("a", 2, 0, random))
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            network.State()["bn1.bias"].CopyFrom(Tensor.Full([2], value));
            odd = EncoderFile.Save(harness["odd.safetensors"], network, "tiny", "a", 2, "tiny-12", 0.5, "test");
        }

        var entry = new FeatureEntry(task, new TinyData(), odd, Pooling, Split.Train, Half: true);
        var error = Should.Throw<WeftException>(() => new FeatureCache(Root).Open(entry, harness.Context(), Device.Cpu));
        error.Message.ShouldStartWith($"{odd.Path}: {told}");
    }

    [Theory]
    [InlineData("tap-1.npy", "truncate")]
    [InlineData("tap-1.npy", "delete")]
    [InlineData("tap-0.npy", "other")]
    [InlineData("logits.npy", "truncate")]
    [InlineData("logits.npy", "other")]
    [InlineData("tap-0.npy", "flip")]
    public void A_damaged_entry_is_named_with_the_way_out(string name, string damage)
    {
        Open(new TinyData()).Dispose();
        var entry = Entries()[0];
        var path = Path.Combine(entry, name);
        switch (damage)
        {
            case "truncate":
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^7]);
                break;
            case "delete":
                File.Delete(path);
                break;
            case "flip":
                var bytes = File.ReadAllBytes(path);
                bytes[^3] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            default:
                File.Copy(Path.Combine(entry, "tap-1.npy"), path, overwrite: true);
                break;
        }

        var error = Should.Throw<InvalidFileException>(() => Open(new TinyData()));
        error.Message.ShouldStartWith($"{entry}: this cache entry is damaged (");
        error.Message.ShouldContain(name);
        error.Message.ShouldEndWith("delete its folder, and it will be made again.");
        Directory.Delete(entry, recursive: true);
        Open(new TinyData()).Dispose();
    }

    public void Dispose() => harness.Dispose();

    private CachedFeatures Open(TinyData data, TapPooling? pooling = null, Split split = Split.Train) =>
        new FeatureCache(Root).Open(new FeatureEntry(task, data, encoder, pooling ?? Pooling, split), harness.Context(), Device.Cpu);

    private string[] Entries() => [.. Directory.GetDirectories(Root).Order(StringComparer.Ordinal)];

    private void CheckContent(CachedFeatures features, TinyData data)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var network = encoder.Load(task, Device.Cpu);
        var planes = new float[12 * 64];
        for (var i = 0; i < 12; i++)
        {
            data.Read("a", Split.Train, i, planes.AsSpan(i * 64, 64));
        }

        var output = network.Forward(Tensor.From(planes, 12, 1, 8, 8));
        int[] all = [.. Enumerable.Range(0, 12)];
        features.Logits.Gather(all).Scoped().BitwiseEquals(output.Logits).ShouldBeTrue();
        for (var t = 0; t < 2; t++)
        {
            features.Taps[t].Gather(all).Scoped().BitwiseEquals(Pooling.Apply(output.Taps[t])).ShouldBeTrue();
        }
    }
}
