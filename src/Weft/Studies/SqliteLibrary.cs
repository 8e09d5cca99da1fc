using System.Runtime.InteropServices;
using SQLitePCL;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>Lets Microsoft.Data.Sqlite use the system's SQLite: it is newer than the one in packages, and kept mended.</summary>
internal static class SqliteLibrary
{
    private const string FileName = "libsqlite3.so.0";

    // STRICT tables came with 3.37.
    private const int OldestVersion = 3_037_000;

    private static readonly Lazy<nint> Library = new(() => Load(FileName));

    /// <summary>Loads the library and tells Microsoft.Data.Sqlite of it, once.</summary>
    /// <exception cref="WeftException">The library is missing or too old.</exception>
    internal static void Require() => _ = Library.Value;

    /// <summary>Loads a library; apart from <see cref="Require"/> for tests.</summary>
    /// <param name="name">The file's name, as the system's loader knows it.</param>
    /// <exception cref="WeftException">The library is missing.</exception>
    internal static nint Find(string name)
    {
        try
        {
            return NativeLibrary.Load(name);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new WeftException($"Studies are kept with SQLite, but {name} does not load: run `apt-get install libsqlite3-0`.", error);
        }
    }

    private static nint Load(string name)
    {
        var library = Find(name);
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (asked, _, _) => string.Equals(asked, "e_sqlite3", StringComparison.Ordinal) ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion_number() >= OldestVersion
            ? library
            : throw new WeftException(
                $"{name} is SQLite {raw.sqlite3_libversion().utf8_to_string()}, but studies need 3.37 or newer: update libsqlite3-0.");
    }
}
