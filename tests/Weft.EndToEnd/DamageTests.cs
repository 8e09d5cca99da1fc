using System.Diagnostics;
using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Files of a run that were damaged while it stood still: said, and mended where that is possible.</summary>
public sealed class DamageTests(PreparedData prepared, DamageTests.Killed killed) : IClassFixture<DamageTests.Killed>
{
    private static readonly string[] Settings =
        ["--set", "checkpointSeconds=0", "--set", "search.batchSize=16", "--set", "baselines.enabled=false", "--set", "retrain.seeds=1"];

    [Theory]
    [InlineData("tensors.safetensors")]
    [InlineData("state.json")]
    [InlineData("checksums.json")]
    public async Task A_flipped_bit_in_the_newest_checkpoint_costs_one_interval(string file)
    {
        var (run, expected) = await killed.CopyAsync(prepared);
        var newest = Files.Checkpoints(run.Path, "search")[^1];
        var path = Path.Combine(newest, file);
        Files.FlipByte(path, new FileInfo(path).Length / 2);

        var result = await WeftProgram.RunAsync(SmallRun.Resume(run.Path));

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain($"Checkpoint {newest} is damaged (");
        result.Error.ShouldContain("the one before it is used.");
        result.Error.ShouldContain("search: goes on at epoch");
        Files.Remarks(run.Path).ShouldContain(r => r.StartsWith($"Checkpoint {newest} is damaged"));
        Files.Essence(run.Path).ShouldBe(expected);
        run.Dispose();
    }

    [Fact]
    public async Task Truncated_and_missing_files_are_damage_too()
    {
        var (run, expected) = await killed.CopyAsync(prepared);
        var (older, newest) = (Files.Checkpoints(run.Path, "search")[^2], Files.Checkpoints(run.Path, "search")[^1]);
        Files.Truncate(Path.Combine(newest, "tensors.safetensors"), 1000);
        File.Delete(Path.Combine(older, "state.json"));

        var result = await WeftProgram.RunAsync(SmallRun.Resume(run.Path));

        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain($"Checkpoint {older} is damaged (");
        result.Error.ShouldContain("no whole one is left, so this stage starts over.");
        result.Error.ShouldNotContain("search: goes on");
        Files.Remarks(run.Path).Length.ShouldBe(2);
        Files.Essence(run.Path).ShouldBe(expected);
        run.Dispose();
    }

    [Fact]
    public async Task A_damaged_note_of_a_stage_is_named()
    {
        var (run, expected) = await killed.CopyAsync(prepared);
        (await WeftProgram.RunAsync([.. SmallRun.Resume(run.Path), "--search-only"])).ExitCode.ShouldBe(0);
        var note = Path.Combine(run.Path, "stages/search.json");
        await File.WriteAllTextAsync(note, "{}", TestContext.Current.CancellationToken);

        var result = await WeftProgram.RunAsync(SmallRun.Resume(run.Path));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldEndWith($"weft: {note}: is damaged; delete it, and --resume does its part of the run again.\n");

        File.Delete(note);
        (await WeftProgram.RunAsync(SmallRun.Resume(run.Path))).ExitCode.ShouldBe(0);
        Files.Essence(run.Path).ShouldBe(expected);
        run.Dispose();
    }

    [Fact]
    public async Task A_full_disk_keeps_the_last_checkpoint_and_says_what_to_do()
    {
        var (run, expected) = await killed.CopyAsync(prepared);
        using var disk = SmallDisk.Mount(64);
        var onDisk = disk["run"];
        Files.Copy(run.Path, onDisk);
        RemoveHalfWritten(onDisk);
        disk.Fill(leave: 24 << 10);

        var result = await WeftProgram.RunAsync(SmallRun.Resume(onDisk));

        result.ExitCode.ShouldBe(1, result.Error);
        var sentence = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        sentence.ShouldStartWith("weft: ");
        sentence.ShouldContain("No space left on device");
        sentence.ShouldContain("make room, then go on with --resume");
        result.Error.ShouldNotContain("   at ");
        Files.Checkpoints(onDisk, "search").Length.ShouldBe(2);

        disk.Empty();
        var end = await WeftProgram.RunAsync(SmallRun.Resume(onDisk));
        end.ExitCode.ShouldBe(0, end.Error);
        end.Error.ShouldNotContain("damaged");
        Files.Essence(onDisk).ShouldBe(expected);
        run.Dispose();
    }

    /// <summary>What the kill caught half-written would be removed on resuming, and its room would do for the next checkpoint.</summary>
    private static void RemoveHalfWritten(string run)
    {
        foreach (var rest in Directory.EnumerateDirectories(run, ".unfinished-*", SearchOption.AllDirectories).ToList())
        {
            Directory.Delete(rest, recursive: true);
        }

        foreach (var rest in Directory.EnumerateFiles(run, ".weft-*.tmp", SearchOption.AllDirectories).ToList())
        {
            File.Delete(rest);
        }
    }

    /// <summary>A run killed in its search with two checkpoints, and what it would have come to; made once.</summary>
    public sealed class Killed : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private SortedDictionary<string, string>? expected;

        internal async Task<(RunCopy Run, SortedDictionary<string, string> Expected)> CopyAsync(PreparedData prepared)
        {
            if (expected is null)
            {
                var data = prepared.CopyTo(folder["data"]);
                using (var process = WeftProcess.Start(SmallRun.Search(data, folder["run"], Settings)))
                {
                    (await process.UntilAsync(() => Files.Checkpoints(folder["run"], "search") is [.., var newest] && Path.GetFileName(newest) != "000000000001"))
                        .ShouldBeTrue(process.Error);
                    process.Kill();
                    await process.EndAsync();
                }

                Files.Checkpoints(folder["run"], "search").Length.ShouldBe(2);
                var whole = new RunCopy(folder["run"]);
                (await WeftProgram.RunAsync(SmallRun.Resume(whole.Path))).ExitCode.ShouldBe(0);
                expected = Files.Essence(whole.Path);
                whole.Dispose();
            }

            return (new RunCopy(folder["run"]), expected);
        }

        public void Dispose() => folder.Dispose();
    }

    internal sealed class RunCopy : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        internal RunCopy(string from) => Files.Copy(from, Path);

        internal string Path => folder["run"];

        public void Dispose() => folder.Dispose();
    }

    /// <summary>A file system in memory with little room; the test is skipped where one may not be mounted.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        internal string this[string name] => Path.Combine(folder.Path, name);

        internal static SmallDisk Mount(int mebibytes)
        {
            var disk = new SmallDisk();
            if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.folder.Path) != 0)
            {
                disk.folder.Dispose();
                Assert.Skip("mounting a small tmpfs is not permitted here: skipped");
            }

            return disk;
        }

        internal void Fill(int leave)
        {
            using var file = new FileStream(this["ballast"], FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            var free = new DriveInfo(folder.Path).AvailableFreeSpace - leave;
            var zeros = new byte[1 << 12];
            for (var written = 0L; written + zeros.Length <= free; written += zeros.Length)
            {
                file.Write(zeros);
            }
        }

        internal void Empty() => File.Delete(this["ballast"]);

        public void Dispose()
        {
            Run("umount", folder.Path);
            folder.Dispose();
        }

        private static int Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}
