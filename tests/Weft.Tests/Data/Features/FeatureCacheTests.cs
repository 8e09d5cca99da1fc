using Shouldly;
using Weft.Data;
using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

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
    public void A_build_that_breaks_off_leaves_no_entry()
    {
        var before = TensorScope.LiveTensors;
        Should.Throw<IOException>(() => Open(new TinyData { Broken = 5 })).Message.ShouldBe("sample 5 cannot be read");
        Directory.GetFileSystemEntries(Root).ShouldBeEmpty();
        TensorScope.LiveTensors.ShouldBe(before);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            new FeatureCache(Root).Open(task, new TinyData(), encoder, Pooling, Split.Train, harness.Context(cancellation: cancelled.Token), Device.Cpu));
        Directory.GetFileSystemEntries(Root).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_kill_left_is_not_taken_for_an_entry_and_removed_when_nobody_holds_it()
    {
        using (Open(new TinyData()))
        {
        }

        var entry = Entries()[0];
        Directory.Delete(entry, recursive: true);
        foreach (var name in new[] { "killed", "working" })
        {
            Directory.CreateDirectory($"{entry}.unfinished-{name}");
            File.WriteAllText($"{entry}.unfinished-{name}/logits.npy", "half");
            File.WriteAllText($"{entry}.unfinished-{name}.lock", "");
        }

        using (new FileStream($"{entry}.unfinished-working.lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var data = new TinyData();
            Open(data).Dispose();
            data.Reads.ShouldBe(12);
        }

        Directory.GetFileSystemEntries(Root).Select(Path.GetFileName).Order().ShouldBe(
            new[] { entry, $"{entry}.unfinished-working", $"{entry}.unfinished-working.lock" }.Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("tap-1.npy", "truncate")]
    [InlineData("tap-1.npy", "delete")]
    [InlineData("tap-0.npy", "other")]
    [InlineData("logits.npy", "truncate")]
    [InlineData("logits.npy", "other")]
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
        new FeatureCache(Root).Open(task, data, encoder, pooling ?? Pooling, split, harness.Context(), Device.Cpu);

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
