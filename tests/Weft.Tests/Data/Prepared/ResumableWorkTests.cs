using Shouldly;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Prepared;

public sealed class ResumableWorkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Partial => Path.Combine(folder.Path, "work.partial");

    private string Target => Path.Combine(folder.Path, "work");

    [Fact]
    public void Goes_on_behind_the_last_record_and_ends_with_the_same_bytes()
    {
        Do(Open(seconds: 1e6), 0, 10).Complete(Target);
        var whole = File.ReadAllBytes(Path.Combine(Target, "rows", "numbers.npy"));
        Directory.Delete(Target, recursive: true);

        using (var first = Open(seconds: 1e6))
        {
            first.Resumed.ShouldBeFalse();
            Do(first, 0, 4);
            first.Save();

            // Behind the record: as after a kill, done again.
            Do(first, 4, 7);
        }

        using (var second = Open(seconds: 1e6))
        {
            second.Resumed.ShouldBeTrue();
            second.Next.ShouldBe(4);
            second.Bad.ShouldBe([new BadItem("3", "is odd and three")]);
            Do(second, 4, 10).Complete(Target, partial => File.WriteAllText(Path.Combine(partial, "manifest.json"), "{}"));
        }

        File.ReadAllBytes(Path.Combine(Target, "rows", "numbers.npy")).ShouldBe(whole);
        NpyReader.Read(Path.Combine(Target, "rows", "numbers.npy")).Shape.ShouldBe([9L, 2L]);
        Directory.GetFileSystemEntries(Target).Select(Path.GetFileName).Order().ShouldBe(["manifest.json", "rows"]);
        Directory.Exists(Partial).ShouldBeFalse();
    }

    [Fact]
    public void Other_work_in_the_folder_begins_anew()
    {
        using (var first = Open())
        {
            Do(first, 0, 4).Save();
        }

        using var other = ResumableWork.Open(Partial, "other work", TimeProvider.System);
        other.Next.ShouldBe(0);
        other.Bad.ShouldBeEmpty();
        Directory.Exists(Path.Combine(Partial, "rows")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_another_process_made_meanwhile_is_not_made_again(bool begun)
    {
        var beside = Target + ".unfinished";
        if (begun)
        {
            using var first = ResumableWork.OpenFor(Target, "work", TimeProvider.System, 0);
            Do(first, 0, 4);
        }

        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "manifest.json"), "{}");
        Should.Throw<UsageException>(() => ResumableWork.OpenFor(Target, "work", TimeProvider.System)).Message
            .ShouldBe($"{Target} was made by another process meanwhile: give the same command again.");
        Directory.Exists(beside).ShouldBe(begun);
        Directory.GetFileSystemEntries(Target).Length.ShouldBe(1);
    }

    [Fact]
    public void Other_work_beside_a_wanted_folder_is_kept_once_something_is_done()
    {
        var beside = Target + ".unfinished";
        ResumableWork.OpenFor(Target, "nothing done", TimeProvider.System).Dispose();
        using (var first = ResumableWork.OpenFor(Target, "work", TimeProvider.System, 0))
        {
            Do(first, 0, 4);
        }

        Should.Throw<UsageException>(() => ResumableWork.OpenFor(Target, "other work", TimeProvider.System)).Message.ShouldBe(
            $"{beside} was begun from other sources or by other settings, and 4 items are done: give those again, "
            + "or delete this folder to begin anew.");
        using var again = ResumableWork.OpenFor(Target, "work", TimeProvider.System);
        again.Next.ShouldBe(4);
    }

    [Fact]
    public void A_folder_of_somebody_elses_is_left_alone()
    {
        Directory.CreateDirectory(Partial);
        File.WriteAllText(Path.Combine(Partial, "thesis.txt"), "years of work");
        Should.Throw<UsageException>(() => Open().Dispose()).Message
            .ShouldBe($"{Partial} holds something else, but unfinished work belongs there: move it away, or give another folder to make.");
        Directory.GetFileSystemEntries(Partial).Select(Path.GetFileName).ShouldBe(["thesis.txt"]);
    }

    [Fact]
    public void A_folder_in_use_is_refused()
    {
        using var first = Open();
        ResumableWork.TryOpen(Partial, "work", TimeProvider.System).ShouldBeNull();
        Should.Throw<UsageException>(() => Open().Dispose()).Message
            .ShouldBe($"{Partial} is being worked on by another process: wait for it, or stop it and begin again.");
    }

    [Fact]
    public void What_another_process_took_away_is_abandoned_all_the_same()
    {
        using var work = Open();
        Directory.Delete(Partial, recursive: true);
        Should.NotThrow(work.Abandon);
        Directory.Exists(Partial).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_and_not_taken_for_one_in_use() =>
        Should.Throw<WeftException>(() => ResumableWork.Open("/proc/weft/work", "work", TimeProvider.System))
            .Message.ShouldStartWith("/proc/weft/work: cannot be written: ");

    [Fact]
    public void Rows_that_were_recorded_but_are_gone_are_told()
    {
        using (var first = Open())
        {
            Do(first, 0, 6).Save();
        }

        var rows = Path.Combine(Partial, "rows", "numbers.npy");
        File.WriteAllBytes(rows, File.ReadAllBytes(rows)[..^9]);
        using var second = Open();
        Should.Throw<InvalidFileException>(() => Do(second, 6, 7)).Message.ShouldStartWith($"{Partial}: was begun, but is damaged (");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"identity\":\"work\",\"next\":-4,\"rows\":{},\"bad\":[]}")]
    public void A_damaged_record_begins_anew(string text)
    {
        Directory.CreateDirectory(Partial);
        File.WriteAllText(Path.Combine(Partial, "progress.json"), text);
        using var work = Open();
        work.Next.ShouldBe(0);
    }

    public void Dispose() => folder.Dispose();

    private ResumableWork Open(double seconds = 0) => ResumableWork.Open(Partial, "work", TimeProvider.System, seconds);

    private static ResumableWork Do(ResumableWork work, int from, int to)
    {
        var rows = work.Rows("rows/numbers.npy", ElementType.Int32, 2);
        for (var i = from; i < to; i++)
        {
            if (i == 3)
            {
                work.Advance(new BadItem("3", "is odd and three"));
                continue;
            }

            rows.Append<int>([i, i * i]);
            work.Advance();
        }

        return work;
    }
}
