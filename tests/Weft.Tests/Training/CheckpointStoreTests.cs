using Shouldly;
using Weft.Testing;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TensorScope scope = new();
    private readonly List<string> remarks = [];

    private CheckpointStore Store => new(folder["stage"], remarks.Add);

    [Fact]
    public void What_was_saved_is_loaded_bit_by_bit()
    {
        Store.LoadNewest().ShouldBeNull();
        Store.Save(7, Content(7));
        var loaded = Store.LoadNewest()!;
        loaded.State["n"]!.GetValue<long>().ShouldBe(7);
        loaded.Tensors.Keys.ShouldBe(["part/x", "part/y"], ignoreOrder: true);
        loaded.All("part")["x"].BitwiseEquals(Content(7).Tensors["part/x"]).ShouldBeTrue();
        remarks.ShouldBeEmpty();
    }

    [Fact]
    public void The_last_two_are_kept_and_a_number_may_come_again()
    {
        foreach (var step in new[] { 1, 2, 10, 10 })
        {
            Store.Save(step, Content(step));
        }

        Names().ShouldBe(["000000000002", "000000000010"]);
        Newest().ShouldBe(10);
        Store.Clear();
        Directory.Exists(folder["stage"]).ShouldBeFalse();
        Store.Clear();
        Store.LoadNewest().ShouldBeNull();
    }

    [Fact]
    public void What_a_kill_left_unfinished_is_ignored_and_removed()
    {
        Store.Save(1, Content(1));
        Directory.CreateDirectory(folder["stage/.unfinished-000000000002"]);
        File.WriteAllText(folder["stage/.unfinished-000000000002/state.json"], "{");
        Directory.CreateDirectory(folder["stage/.unfinished-000000000001-replaced"]);
        Newest().ShouldBe(1);
        Store.Save(2, Content(2));
        Names().ShouldBe(["000000000001", "000000000002"]);
        remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("state.json", 1)]
    [InlineData("checksums.json", 1)]
    [InlineData("tensors.safetensors", 13)]
    public void Every_truncation_falls_back_and_says_so(string file, int stride)
    {
        Store.Save(1, Content(1));
        Store.Save(2, Content(2));
        var path = folder[$"stage/000000000002/{file}"];
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length += stride)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, whole[..length]);
            RestoreOthers(path);
            remarks.Clear();
            Newest().ShouldBe(1, $"cut at {length}");
            remarks.ShouldHaveSingleItem().ShouldContain("is damaged");
        }
    }

    [Theory]
    [InlineData("state.json", 1)]
    [InlineData("checksums.json", 1)]
    [InlineData("tensors.safetensors", 5)]
    public void Every_flipped_bit_falls_back_and_says_so(string file, int stride)
    {
        Store.Save(1, Content(1));
        Store.Save(2, Content(2));
        var path = folder[$"stage/000000000002/{file}"];
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at += stride)
        {
            var flipped = whole.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, flipped);
            RestoreOthers(path);
            remarks.Clear();
            var newest = Newest();

            // A flipped bit in the sums' spacing or case may say the same as before; it must never be trusted wrongly.
            (newest == 1 ? remarks.Count == 1 : remarks.Count == 0).ShouldBeTrue($"byte {at}");
            (newest == 1 || file == "checksums.json").ShouldBeTrue($"byte {at}");
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{\"state.json\": 3}")]
    [InlineData("{\"state.json\": null}")]
    public void Sums_of_another_kind_are_damage(string sums)
    {
        Store.Save(1, Content(1));
        Store.Save(2, Content(2));
        File.WriteAllText(folder["stage/000000000002/checksums.json"], sums);
        Newest().ShouldBe(1);
        remarks.ShouldHaveSingleItem().ShouldEndWith("the one before it is used.");
    }

    [Fact]
    public void With_none_left_whole_the_stage_starts_over_and_its_new_checkpoints_stay()
    {
        Store.Save(8, Content(8));
        Store.Save(9, Content(9));
        File.Delete(folder["stage/000000000008/state.json"]);
        File.Delete(folder["stage/000000000009/tensors.safetensors"]);
        Store.LoadNewest().ShouldBeNull();
        remarks.Count.ShouldBe(2);
        remarks[1].ShouldEndWith("no whole one is left, so this stage starts over.");

        // Lower numbers than the damaged ones: they must not be pushed out by them.
        Store.Save(1, Content(1));
        Newest().ShouldBe(1);
        Store.Save(2, Content(2));
        Names().ShouldBe(["000000000001", "000000000002"]);
        remarks.Count.ShouldBe(2);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_told_with_the_way_on()
    {
        File.WriteAllText(folder["file"], "");
        var store = new CheckpointStore(folder["file/stage"], remarks.Add);
        var error = Should.Throw<WeftException>(() => store.Save(1, Content(1)));
        error.Message.ShouldStartWith(folder["file/stage"] + ": a checkpoint could not be written (");
        error.Message.ShouldEndWith("make room, then go on with --resume.");
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private static Checkpoint Content(long step)
    {
        var content = new Checkpoint();
        content.Tensors["part/x"] = Tensor.From([1f / step, step, float.NaN], 3);
        content.Tensors["part/y"] = Tensor.From(new byte[64], 8, 8);
        content.State["n"] = step;
        return content;
    }

    private long? Newest()
    {
        using var inner = new TensorScope();
        return Store.LoadNewest()?.State["n"]!.GetValue<long>();
    }

    /// <summary>What counts as a checkpoint; damaged ones lie aside under other names.</summary>
    private string[] Names() =>
        [.. Directory.GetDirectories(folder["stage"]).Select(d => Path.GetFileName(d)!).Where(n => !n.StartsWith(".damaged", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Damaged checkpoints are set aside: their other files come back from there for the next round.</summary>
    private void RestoreOthers(string path)
    {
        var aside = folder["stage/.damaged-000000000002"];
        foreach (var file in Directory.Exists(aside) ? Directory.GetFiles(aside) : [])
        {
            var back = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(file));
            if (!File.Exists(back))
            {
                File.Copy(file, back);
            }
        }
    }
}
