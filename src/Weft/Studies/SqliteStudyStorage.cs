using Microsoft.Data.Sqlite;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>
/// A study in one SQLite file (write-ahead log, flushed to the disk with every call), shared by the processes of one machine. One instance
/// may be used by several threads.
/// </summary>
public sealed class SqliteStudyStorage : IStudyStorage
{
    private const string OpenTrials = "same_as IS NULL AND (state = 'waiting' OR (state = 'running' AND lease_ends <= $now))";

    private readonly SqliteFile file;
    private readonly SqliteTrials rows;
    private readonly TimeProvider time;

    private SqliteStudyStorage(SqliteFile file, TimeProvider time)
    {
        this.file = file;
        this.time = time;
        rows = new SqliteTrials(file.Path);
        file.UseWriteAheadLog();
        Description = file.Read(c => c.Query(rows.ReadDescription, "SELECT * FROM study")).SingleOrDefault()
            ?? throw new InvalidFileException(
                file.Path, "the study does not say what it searches; take a copy of it that is whole, or begin another");
    }

    /// <inheritdoc/>
    public StudyDescription Description { get; }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a study.</summary>
    /// <param name="path">The file to make; its folder must exist.</param>
    /// <param name="description">What it searches.</param>
    /// <param name="time">The clock of leases and times.</param>
    /// <exception cref="UsageException">There is a study, or something else, already.</exception>
    /// <exception cref="WeftException">The file cannot be written, or SQLite is missing.</exception>
    public static SqliteStudyStorage Create(string path, StudyDescription description, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Connect(path, create: true, time, file => file.Write(connection =>
        {
            SqliteSchema.Create(connection, path);
            SqliteTrials.Write(connection, description);
            return true;
        }));
    }

    /// <summary>Goes on with a study, or joins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock of leases and times.</param>
    /// <exception cref="UsageException">There is no study.</exception>
    /// <exception cref="InvalidFileException">The file is not a study, is damaged, or comes from a newer Weft.</exception>
    /// <exception cref="WeftException">The file cannot be written, or SQLite is missing.</exception>
    public static SqliteStudyStorage Open(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new UsageException($"{path} is not there, so no study can be opened: check the path.");
        }

        return Connect(path, create: false, time, file => file.Read(connection =>
        {
            SqliteSchema.Check(connection, path);
            return true;
        }));
    }

    /// <inheritdoc/>
    public bool AddStep(int step, IReadOnlyList<TrialProposal> proposals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfZero(proposals.Count, nameof(proposals));
        return file.Write(connection =>
        {
            var next = connection.Scalar("SELECT max(step) FROM trial") is long last ? last + 1 : 0;
            if (step < next)
            {
                return false;
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThan(step, next);
            var number = connection.Scalar("SELECT max(number) FROM trial") is long highest ? highest : 0;
            foreach (var (position, proposal) in proposals.Index())
            {
                RequireSame(connection, proposal);
                SqliteTrials.Write(connection, ++number, step, position, proposal);
                if (proposal.SameAs is { } earlier)
                {
                    SqliteResults.Share(connection, earlier, Now);
                }
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<Trial> Trials() =>
        file.Read(c => c.Query(rows.Read, $"SELECT {SqliteTrials.Columns} FROM trial ORDER BY number"));

    /// <inheritdoc/>
    public IReadOnlyList<Trial> Step(int step) =>
        file.Read(c => c.Query(
            rows.Read, $"SELECT {SqliteTrials.Columns} FROM trial WHERE step = $step ORDER BY position", ("$step", step)));

    /// <inheritdoc/>
    public IReadOnlyList<Trial> Claim(string worker, int atMost, TimeSpan lease)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atMost);
        return file.Write(connection =>
        {
            var taken = connection.Query(
                rows.Read,
                $"""
                UPDATE trial SET state = 'running', worker = $worker, lease_ends = $ends, started = $now, attempts = attempts + 1
                WHERE number IN (SELECT number FROM trial WHERE {OpenTrials} ORDER BY number LIMIT $count)
                RETURNING {SqliteTrials.Columns}
                """,
                ("$worker", worker), ("$ends", End(lease)), ("$now", Now), ("$count", atMost));
            taken.Sort((a, b) => a.Number.CompareTo(b.Number));
            See(connection, worker, lease);
            return taken;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> Renew(string worker, TimeSpan lease) => file.Write(connection =>
    {
        See(connection, worker, lease);
        return connection.Query(
            row => row.GetInt64(0), "UPDATE trial SET lease_ends = $ends WHERE state = 'running' AND worker = $worker RETURNING number",
            ("$ends", End(lease)), ("$worker", worker)).Order().ToArray();
    });

    /// <inheritdoc/>
    public void Release(string worker) => file.Write(connection =>
    {
        connection.Execute("DELETE FROM worker WHERE name = $worker", ("$worker", worker));
        return connection.Execute(
            "UPDATE trial SET state = 'waiting', worker = NULL, lease_ends = NULL WHERE state = 'running' AND worker = $worker",
            ("$worker", worker));
    });

    /// <inheritdoc/>
    public IReadOnlyList<long> Complete(string worker, IReadOnlyDictionary<long, TrialResult> results)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        return file.Write(connection => results.OrderBy(result => result.Key)
            .Where(result => SqliteResults.Write(connection, worker, result.Key, result.Value, Now))
            .Select(result => result.Key).ToArray());
    }

    /// <inheritdoc/>
    public int ActiveWorkers() => (int)file.Read(c => (long)c.Scalar("SELECT count(*) FROM worker WHERE seen_until > $now", ("$now", Now))!);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Notes that a worker is alive, whether it holds trials or waits for others.</summary>
    private void See(SqliteConnection connection, string worker, TimeSpan lease) => connection.Execute(
        "INSERT INTO worker (name, seen_until) VALUES ($worker, $ends) ON CONFLICT (name) DO UPDATE SET seen_until = $ends",
        ("$worker", worker), ("$ends", End(lease)));

    private static SqliteStudyStorage Connect(string path, bool create, TimeProvider time, Action<SqliteFile> prepare)
    {
        var connected = new SqliteFile(path, create);
        try
        {
            prepare(connected);
            return new SqliteStudyStorage(connected, time);
        }
        catch
        {
            connected.Dispose();
            throw;
        }
    }

    // Before the proposal gets its number: what is found is earlier.
    private static void RequireSame(SqliteConnection connection, TrialProposal proposal)
    {
        if (proposal.SameAs is { } earlier &&
            connection.Scalar("SELECT hash FROM trial WHERE number = $number", ("$number", earlier)) as string != proposal.Hash)
        {
            throw new ArgumentException(
                $"Trial {earlier} does not have the genotype {proposal.Hash}, so its score cannot count for it.", nameof(proposal));
        }
    }

    private long End(TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return (time.GetUtcNow() + lease).ToUnixTimeMilliseconds();
    }
}
