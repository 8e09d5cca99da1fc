using Shouldly;
using Weft.Experiments;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments;

public sealed class RunFolderTests : IDisposable
{
    private static readonly FusionSettings Settings = new() { Data = "/data", Seed = 5, Shape = new() { Channels = 8 } };

    private readonly TemporaryFolder folder = new();

    private string Run => folder["run"];

    [Fact]
    public void A_new_run_writes_its_settings_and_a_resumed_one_takes_them()
    {
        Open(resume: false).Dispose();
        RunFolder.Load<FusionSettings>(Run).ShouldBe(Settings);
        using var again = Open(resume: true);
        again.Settings.ShouldBe(Settings);
        File.ReadAllText(Path.Combine(Run, "config.yaml")).ShouldContain("seed: 5");
    }

    [Fact]
    public void A_run_to_go_on_with_that_is_not_there_yet_begins() => Open(resume: true).Dispose();

    [Fact]
    public void A_run_is_neither_overwritten_nor_changed()
    {
        Open(resume: false).Dispose();
        Should.Throw<UsageException>(() => Open(resume: false)).Message.ShouldContain("holds a run already: add --resume");
        Should.Throw<UsageException>(() => RunFolder.Open(Run, Settings with { Seed = 6 }, true, TimeProvider.System)).Message
            .ShouldContain("was begun with other settings ('seed: 6' is new)");
        RunFolder.Load<FusionSettings>(Run).ShouldBe(Settings);

        // The refusal lets go of the folder.
        Open(resume: true).Dispose();
    }

    [Fact]
    public void Somebody_elses_files_are_left_alone()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "thesis.txt"), "");
        Should.Throw<UsageException>(() => Open(resume: true)).Message.ShouldContain("is not empty and holds no run");
        Directory.GetFiles(Run).Length.ShouldBe(1);
        File.WriteAllText(folder["file"], "");
        Should.Throw<UsageException>(() => RunFolder.Open(folder["file"], Settings, false, TimeProvider.System)).Message.ShouldContain("is a file");
        Should.Throw<WeftException>(() => RunFolder.Open(folder["file/run"], Settings, false, TimeProvider.System)).Message.ShouldContain("cannot be made");
    }

    [Fact]
    public void Only_one_may_hold_it()
    {
        using var first = Open(resume: false);
        Should.Throw<WeftException>(() => Open(resume: true)).Message.ShouldContain("another process works on this run");
        first.Dispose();
        Open(resume: true).Dispose();
    }

    [Fact]
    public void Files_that_a_kill_caught_half_written_are_removed()
    {
        Open(resume: false).Dispose();
        Directory.CreateDirectory(Path.Combine(Run, "networks"));
        File.WriteAllText(Path.Combine(Run, "networks", ".weft-abc.tmp"), "half");
        File.WriteAllText(Path.Combine(Run, ".weft-abc.tmp"), "half");
        Open(resume: true).Dispose();
        Directory.GetFiles(Run, ".weft-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_kill_before_the_settings_were_written_is_no_run()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "run.lock"), "");
        File.WriteAllText(Path.Combine(Run, ".weft-abc.tmp"), "kind: sea");
        Open(resume: false).Dispose();
        RunFolder.Load<FusionSettings>(Run).ShouldBe(Settings);
    }

    [Fact]
    public void Settings_without_data_or_none_at_all_are_told()
    {
        Should.Throw<UsageException>(() => RunFolder.Load(Run)).Message.ShouldContain("there is no config.yaml in it");
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, "config.yaml"), "seed: 3\n");
        Should.Throw<InvalidFileException>(() => RunFolder.Load(Run)).Message.ShouldContain("does not name the data");
    }

    public void Dispose() => folder.Dispose();

    private RunFolder Open(bool resume) => RunFolder.Open(Run, Settings, resume, TimeProvider.System);
}
