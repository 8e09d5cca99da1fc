using System.Text;
using Microsoft.Data.Sqlite;
using Shouldly;
using Weft.Studies;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Studies;

public sealed class SqliteStudyStorageTests : StudyStorageConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Path => folder["study.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_study_is_not_made_twice()
    {
        Create(SampleStudy.Description).Dispose();
        Should.Throw<UsageException>(() => Create(SampleStudy.Description)).Message.ShouldBe(
            $"{Path} holds a study already: go on with it, or choose another name.");
        Open().Dispose();
    }

    [Fact]
    public void Nothing_else_is_written_over()
    {
        File.WriteAllText(Path, new string('x', 5000));
        Should.Throw<InvalidFileException>(() => Create(SampleStudy.Description)).Message.ShouldContain("this is not a SQLite file");
        File.ReadAllText(Path).ShouldBe(new string('x', 5000));
        File.Delete(Path);
        Execute("CREATE TABLE mine (x)");
        Should.Throw<UsageException>(() => Create(SampleStudy.Description)).Message.ShouldContain("another program's data");
    }

    [Fact]
    public void A_kill_while_it_is_made_leaves_nothing_that_is_in_the_way()
    {
        File.WriteAllBytes(Path, []);
        Should.Throw<UsageException>(Open).Message.ShouldBe($"{Path} holds no study yet: it is empty.");
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(1)).ShouldBeTrue();
    }

    [Fact]
    public void What_is_absent_is_not_made()
    {
        Should.Throw<UsageException>(Open).Message.ShouldContain("is not there");
        File.Exists(Path).ShouldBeFalse();
        Should.Throw<UsageException>(() => SqliteStudyStorage.Open(folder.Path, Time)).Message.ShouldContain("is not there");
    }

    [Fact]
    public void A_transaction_that_is_not_finished_never_happened()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(2));
        var killed = Connect();
        Execute(killed, "BEGIN IMMEDIATE");
        Execute(killed, "UPDATE trial SET genotype = 'half'");
        study.Trials().ShouldAllBe(trial => trial.Proposal.Genotype != "half");
        killed.Dispose();
        study.Claim("a", 2, TimeSpan.FromSeconds(1)).ShouldAllBe(trial => trial.Proposal.Genotype != "half");
    }

    [Fact]
    public void The_log_that_a_kill_leaves_is_read()
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(5));
        // The files as a killed process leaves them: nothing was moved from the log into the file.
        foreach (var end in new[] { "", "-wal" })
        {
            File.Copy(Path + end, folder["copy.db"] + end);
        }

        new FileInfo(folder["copy.db-wal"]).Length.ShouldBeGreaterThan(0);
        using var copy = SqliteStudyStorage.Open(folder["copy.db"], Time);
        SampleStudy.Text(copy.Trials()).ShouldBe(SampleStudy.Text(study.Trials()));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "made by a newer Weft (its tables have version 2, this Weft knows 1); update Weft")]
    [InlineData("PRAGMA user_version = -1", "its tables are not those of a study")]
    [InlineData("PRAGMA application_id = 1", "this is a SQLite file, but not a study of Weft")]
    [InlineData("ALTER TABLE trial ADD COLUMN x TEXT", "its tables are not those of a study")]
    [InlineData("DROP TABLE study", "its tables are not those of a study")]
    [InlineData("CREATE TRIGGER t AFTER UPDATE ON trial BEGIN DELETE FROM trial; END", "its tables are not those of a study")]
    [InlineData("DELETE FROM study", "the study does not say what it searches")]
    [InlineData("UPDATE study SET encoder_hashes = '[1]'", "the study's description has an impossible value")]
    [InlineData("UPDATE study SET encoder_hashes = '{\"a\":null}'", "the study's description has an impossible value")]
    [InlineData("UPDATE trial SET state = 'odd'", "CHECK constraint failed in trial")]
    [InlineData("UPDATE trial SET score = 9e999", "CHECK constraint failed in trial")]
    [InlineData("UPDATE trial SET state = 'running', worker = 'w'", "CHECK constraint failed in trial")]
    [InlineData("UPDATE trial SET lease_ends = 9223372036854775807, state = 'running', worker = 'w'", "CHECK constraint failed in trial")]
    [InlineData("UPDATE trial SET number = 9223372036854775807 WHERE number = 2", "CHECK constraint failed in trial")]
    [InlineData("UPDATE trial SET same_as = 1 WHERE number = 3", "trial 3 shares the result of one that is not there")]
    public void A_file_from_elsewhere_is_checked_before_it_is_used(string change, string problem)
    {
        using (var study = Create(SampleStudy.Description))
        {
            study.AddStep(0, SampleStudy.Proposals(3));
        }

        using (var elsewhere = Connect())
        {
            Execute(elsewhere, "PRAGMA foreign_keys = OFF");
            Execute(elsewhere, "PRAGMA ignore_check_constraints = ON");
            Execute(elsewhere, change);
            Execute(elsewhere, "DELETE FROM trial WHERE number = 1 AND EXISTS (SELECT 1 FROM trial WHERE same_as = 1)");
        }

        Should.Throw<InvalidFileException>(Open).Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("UPDATE trial SET proxies = '{'", "trial 1 has an impossible value in its column 'proxies'")]
    [InlineData("UPDATE trial SET proxies = '[]'", "trial 1 has an impossible value in its column 'proxies'")]
    [InlineData("UPDATE trial SET proxies = '{\"a\":null}'", "trial 1 has an impossible value in its column 'proxies'")]
    public void What_only_a_reader_can_tell_is_told_when_it_is_read(string change, string problem)
    {
        using var study = Create(SampleStudy.Description);
        study.AddStep(0, SampleStudy.Proposals(1));
        Execute(change);
        Should.Throw<InvalidFileException>(study.Trials).Message.ShouldContain(problem);
    }

    [Fact]
    public void Absurdly_long_values_are_refused()
    {
        using (var study = Create(SampleStudy.Description))
        {
            study.AddStep(0, SampleStudy.Proposals(1));
        }

        Execute("UPDATE trial SET genotype = replace(hex(zeroblob(9000000)), '00', 'xx')");
        Should.Throw<InvalidFileException>(() =>
        {
            using var study = Open();
            study.Trials();
        }).Message.ShouldContain("string or blob too big");
    }

    [Fact]
    public void A_value_of_another_type_is_damage()
    {
        // The type is changed in the bytes: SQLite itself would refuse it. The record's header says 'text of 8 bytes'; it now says 'blob'.
        using (var study = Create(SampleStudy.Description))
        {
            study.AddStep(0, [new TrialProposal("GENOTYPE", "hash", 1)]);
        }

        var bytes = File.ReadAllBytes(Path);
        var at = bytes.AsSpan().IndexOf("GENOTYPE"u8);
        const byte textOf8 = 13 + (2 * 8);
        var header = bytes.AsSpan(0, at).LastIndexOf(textOf8);
        bytes[header]--;
        File.WriteAllBytes(Path, bytes);
        Should.Throw<InvalidFileException>(Open).Message.ShouldContain("non-TEXT value in trial.genotype");
    }

    [Fact]
    public void No_damage_of_the_bytes_does_more_than_a_sentence()
    {
        using (var study = Create(SampleStudy.Description))
        {
            study.AddStep(0, SampleStudy.Proposals(20));
        }

        var whole = File.ReadAllBytes(Path);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var bytes = i % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            // Most bytes of a page are free: the ends of pages are where things are.
            for (var flip = 0; flip < 4 && bytes.Length > 0; flip++)
            {
                bytes[Math.Min(random.Next(whole.Length), bytes.Length - 1)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(folder["damaged.db"], bytes);
            try
            {
                using var study = SqliteStudyStorage.Open(folder["damaged.db"], Time);
                study.Claim("a", 3, TimeSpan.FromSeconds(1));
                study.Trials();
            }
            catch (WeftException)
            {
                refused++;
            }

            foreach (var left in Directory.GetFiles(folder.Path, "damaged.db*"))
            {
                File.Delete(left);
            }
        }

        refused.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_missing_library_is_told_with_what_to_install() =>
        Should.Throw<WeftException>(() => SqliteLibrary.Find("libsqlite3-that-is-absent.so.0")).Message.ShouldBe(
            "Studies are kept with SQLite, but libsqlite3-that-is-absent.so.0 does not load: run `apt-get install libsqlite3-0`.");

    [Fact]
    public void Every_call_reaches_the_disk_through_a_log()
    {
        Create(SampleStudy.Description).Dispose();
        // Bytes 18 and 19 of the header say how the file is written and read: 2 is the write-ahead log.
        File.ReadAllBytes(Path)[18..20].ShouldBe([(byte)2, 2]);
        Encoding.ASCII.GetString(File.ReadAllBytes(Path), 68, 4).ShouldBe("Weft");
    }

    protected override IStudyStorage Create(StudyDescription description) => SqliteStudyStorage.Create(Path, description, Time);

    protected override IStudyStorage Open() => SqliteStudyStorage.Open(Path, Time);

    private static void Execute(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private void Execute(string statement)
    {
        using var connection = Connect();
        Execute(connection, statement);
    }

    private SqliteConnection Connect()
    {
        SqliteLibrary.Require();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
