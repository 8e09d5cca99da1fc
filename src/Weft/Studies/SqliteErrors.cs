using Microsoft.Data.Sqlite;
using SQLitePCL;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>Sentences for what SQLite reports.</summary>
internal static class SqliteErrors
{
    /// <summary>The error to throw instead.</summary>
    /// <param name="path">The study's file.</param>
    /// <param name="error">What SQLite reported.</param>
    internal static WeftException Explain(string path, SqliteException error)
    {
        var said = error.Message;
        return error.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB => new InvalidFileException(
                path, "this is not a SQLite file, so no study; give the study.db of a run", error),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new WeftException(
                $"{path}: another process has kept the study to itself for {SqliteFile.PatienceSeconds} seconds; end it, or try later.",
                error),
            raw.SQLITE_FULL => new WeftException($"{path}: the disk is full; make room and go on.", error),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH => new WeftException(
                $"{path}: the study cannot be written to ({said}); check the rights of the file and of its folder.", error),
            raw.SQLITE_IOERR => new WeftException($"{path}: the disk fails ({said}); check it and its free space.", error),
            raw.SQLITE_NOMEM => new WeftException($"{path}: there is not enough memory to read the study.", error),
            _ => new InvalidFileException(path, $"the study is damaged ({said}); take a copy of it that is whole, or begin another", error),
        };
    }
}
