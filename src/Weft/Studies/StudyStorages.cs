using Weft.Torch;

namespace Weft.Studies;

/// <summary>Finds the storage that a location means: a file that ends in <c>.db</c>, or a run folder with <c>study.db</c>.</summary>
public static class StudyStorages
{
    /// <summary>The study's file in a run folder.</summary>
    public const string FileName = "study.db";

    /// <summary>Begins a study.</summary>
    /// <param name="location">A file that ends in <c>.db</c>, or a folder that gets <c>study.db</c>; the folder must exist.</param>
    /// <param name="description">What it searches.</param>
    /// <param name="time">The clock of leases and times.</param>
    /// <exception cref="UsageException">The location means nothing, or there is a study already.</exception>
    /// <exception cref="WeftException">The study cannot be written.</exception>
    public static IStudyStorage Create(string location, StudyDescription description, TimeProvider time)
    {
        var path = Locate(location);
        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
            ? SqliteStudyStorage.Create(path, description, time)
            : throw new UsageException($"{path} cannot be made: its folder does not exist.");
    }

    /// <summary>Goes on with a study, or joins it.</summary>
    /// <param name="location">A file that ends in <c>.db</c>, or a folder that holds <c>study.db</c>.</param>
    /// <param name="time">The clock of leases and times.</param>
    /// <exception cref="UsageException">The location means nothing, or there is no study.</exception>
    /// <exception cref="InvalidFileException">The study is damaged, or comes from a newer Weft.</exception>
    public static IStudyStorage Open(string location, TimeProvider time)
    {
        var path = Locate(location);
        return Directory.Exists(location) && !File.Exists(path)
            ? throw new UsageException($"{location} holds no study: there is no {FileName} in it.")
            : SqliteStudyStorage.Open(path, time);
    }

    /// <summary>The file that a location means.</summary>
    /// <param name="location">A file that ends in <c>.db</c>, or a folder.</param>
    /// <exception cref="UsageException">The location means nothing.</exception>
    public static string Locate(string location)
    {
        ArgumentException.ThrowIfNullOrEmpty(location);
        if (location.StartsWith("postgres://", StringComparison.Ordinal) || location.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            // An address may hold a password, so it is not repeated.
            throw new UsageException(
                "PostgreSQL addresses are not understood: only SQLite files are, so far; give a file that ends in .db.");
        }

        if (Directory.Exists(location))
        {
            return Path.Combine(location, FileName);
        }

        return location.EndsWith(".db", StringComparison.Ordinal)
            ? location
            : throw new UsageException($"{location} names no study: give a file that ends in .db, or a run folder with {FileName} in it.");
    }
}
