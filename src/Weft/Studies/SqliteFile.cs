using Microsoft.Data.Sqlite;
using SQLitePCL;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>
/// One connection to a study's file, used by one thread at a time. The file is never opened but through SQLite: closing any other handle on
/// it would drop the locks that the whole process holds (POSIX), and two writers would damage it.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>How long a call waits for other processes.</summary>
    internal const int PatienceSeconds = 60;

    // One genotype or one run's settings are kilobytes; what is larger than this is no study of ours.
    private const int LargestValue = 1 << 24;

    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private bool disposed;

    /// <summary>Connects.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Whether to make it if it is absent.</param>
    /// <exception cref="WeftException">It cannot be opened, or is no SQLite file.</exception>
    internal SqliteFile(string path, bool create)
    {
        SqliteLibrary.Require();
        Path = path;
        var settings = new SqliteConnectionStringBuilder
        {
            // A whole path: SQLite gives a meaning of its own to names such as ":memory:" or "file:x".
            DataSource = System.IO.Path.GetFullPath(path),
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = PatienceSeconds,
        };
        connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            _ = raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, LargestValue);
            connection.Execute($"PRAGMA busy_timeout = {PatienceSeconds * 1000}");
            connection.Execute("PRAGMA trusted_schema = OFF");
            connection.Execute("PRAGMA cell_size_check = ON");
            connection.Execute("PRAGMA synchronous = FULL");
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteErrors.Explain(path, error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Reads with one statement, which sees one state of the study.</summary>
    internal T Read<T>(Func<SqliteConnection, T> work)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            try
            {
                return work(connection);
            }
            catch (SqliteException error)
            {
                throw SqliteErrors.Explain(Path, error);
            }
        }
    }

    /// <summary>Reads and writes in one transaction that takes the right to write at its beginning: what it reads stays true.</summary>
    internal T Write<T>(Func<SqliteConnection, T> work) => Read(_ =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = work(connection);
        transaction.Commit();
        return result;
    });

    /// <summary>Lets readers and one writer work at once.</summary>
    /// <exception cref="WeftException">The file system cannot do it.</exception>
    internal void UseWriteAheadLog()
    {
        var mode = Read(c => c.Scalar("PRAGMA journal_mode = WAL"));
        if (mode is not "wal")
        {
            throw new WeftException(
                $"{Path}: its file system cannot let several processes share a study (SQLite's write-ahead log); put it on a local disk.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            connection.Dispose();
        }
    }
}
