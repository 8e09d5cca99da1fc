using System.Globalization;
using Microsoft.Data.Sqlite;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>
/// The tables of a study. The checks say what a study is, so that one from elsewhere is known to be sound once SQLite has found that they
/// hold. Times are milliseconds since 1970 (UTC); a seed is the signed number with the same bits.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>Counts up with every change of the tables.</summary>
    internal const long Version = 1;

    // "Weft" in ASCII: tells a study from other programs' databases.
    private const long ApplicationId = 0x57656674;

    // The last millisecond that a DateTimeOffset can hold.
    private const string Time = "BETWEEN 0 AND 253402300799999";
    private const string Finite = "BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308";

    private static readonly string[] Tables =
    [
        """
        CREATE TABLE study (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          task TEXT NOT NULL,
          space TEXT NOT NULL,
          strategy TEXT NOT NULL,
          seed INTEGER NOT NULL,
          settings TEXT NOT NULL,
          data_hash TEXT NOT NULL,
          encoder_hashes TEXT NOT NULL
        ) STRICT
        """,
        $"""
        CREATE TABLE trial (
          number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 1000000000),
          step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 1000000000),
          position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 1000000000),
          genotype TEXT NOT NULL,
          hash TEXT NOT NULL,
          seed INTEGER NOT NULL,
          predicted REAL CHECK (predicted {Finite}),
          proxies TEXT,
          same_as INTEGER REFERENCES trial (number) CHECK (same_as < number),
          state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
          worker TEXT,
          lease_ends INTEGER CHECK (lease_ends {Time}),
          started INTEGER CHECK (started {Time}),
          finished INTEGER CHECK (finished {Time}),
          attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000000000),
          score REAL CHECK (score {Finite}),
          epoch_scores TEXT,
          seconds REAL CHECK (seconds BETWEEN 0 AND 1.7976931348623157e308),
          problem TEXT,
          parameters INTEGER,
          latency_ms REAL CHECK (latency_ms {Finite}),
          UNIQUE (step, position),
          CHECK (state = 'waiting' OR same_as IS NOT NULL OR worker IS NOT NULL),
          CHECK (same_as IS NULL OR (state <> 'running' AND worker IS NULL)),
          CHECK (state <> 'waiting' OR worker IS NULL),
          CHECK ((state = 'running') = (lease_ends IS NOT NULL)),
          CHECK ((state = 'done') = (score IS NOT NULL)),
          CHECK ((state = 'failed') = (problem IS NOT NULL)),
          CHECK ((state IN ('done', 'failed')) = (finished IS NOT NULL)),
          CHECK ((finished IS NOT NULL) = (epoch_scores IS NOT NULL)),
          CHECK ((finished IS NOT NULL) = (seconds IS NOT NULL))
        ) STRICT
        """,
        $"""
        CREATE TABLE worker (
          name TEXT PRIMARY KEY,
          seen_until INTEGER NOT NULL CHECK (seen_until {Time})
        ) STRICT
        """,
        "CREATE INDEX trial_by_state ON trial (state, number)",
        "CREATE INDEX trial_by_earlier ON trial (same_as) WHERE same_as IS NOT NULL",
    ];

    /// <summary>Makes the tables in an empty file. Part of a transaction: a kill leaves the file empty.</summary>
    /// <exception cref="UsageException">There is something in the file.</exception>
    internal static void Create(SqliteConnection connection, string path)
    {
        if (Number(connection, "SELECT count(*) FROM sqlite_schema") != 0)
        {
            throw new UsageException(Number(connection, "PRAGMA application_id") == ApplicationId
                ? $"{path} holds a study already: go on with it, or choose another name."
                : $"{path} holds another program's data: choose another name.");
        }

        connection.Execute($"PRAGMA application_id = {ApplicationId}");
        connection.Execute($"PRAGMA user_version = {Version}");
        foreach (var table in Tables)
        {
            connection.Execute(table);
        }
    }

    /// <summary>Refuses a file that is no whole study of this version. Reads all of it, and changes nothing.</summary>
    /// <exception cref="UsageException">The file is empty.</exception>
    /// <exception cref="InvalidFileException">It holds something else, comes from a newer Weft, or is damaged.</exception>
    internal static void Check(SqliteConnection connection, string path)
    {
        var version = Number(connection, "PRAGMA user_version");
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
        {
            throw Number(connection, "SELECT count(*) FROM sqlite_schema") == 0
                ? new UsageException($"{path} holds no study yet: it is empty.")
                : new InvalidFileException(path, "this is a SQLite file, but not a study of Weft; give the study.db of a run");
        }

        if (version > Version)
        {
            throw new InvalidFileException(
                path, $"the study was made by a newer Weft (its tables have version {version}, this Weft knows {Version}); update Weft");
        }

        // Word for word: no trigger, view or looser table of somebody else's making takes part in what follows.
        var found = connection.Query(
            row => row.GetValue(0) as string,
            "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid LIMIT 100");
        if (version != Version || !found.SequenceEqual(Tables))
        {
            throw new InvalidFileException(
                path, "its tables are not those of a study; take a copy that nobody has changed, or begin another");
        }

        if (connection.Scalar("PRAGMA quick_check(1)") is not "ok" and var problem)
        {
            throw new InvalidFileException(
                path, $"the study is damaged (SQLite: {Line(problem)}); take a copy of it that is whole, or begin another");
        }

        if (connection.Query(row => row.GetValue(1), "PRAGMA foreign_key_check(trial)") is [var orphan, ..])
        {
            throw new InvalidFileException(
                path, $"trial {orphan} shares the result of one that is not there; take a copy of it that is whole, or begin another");
        }
    }

    private static long Number(SqliteConnection connection, string statement) => connection.Scalar(statement) is long number ? number : 0;

    private static string Line(object? text) => Convert.ToString(text, CultureInfo.InvariantCulture)!.ReplaceLineEndings(" ");
}
