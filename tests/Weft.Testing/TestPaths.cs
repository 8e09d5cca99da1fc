namespace Weft.Testing;

/// <summary>Where tests find the repository, its golden numbers and, if they are there, the shared data sets beside it.</summary>
public static class TestPaths
{
    /// <summary>The repository root: the nearest folder above the test assembly that holds Weft.slnx.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder beside the repository with data sets and golden numbers; WEFT_SHARED overrides it.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("WEFT_SHARED") ?? Path.Combine(Repository, "..", "shared");

    /// <summary>A golden file that is part of the repository.</summary>
    public static string Golden(string system, string file) => Path.Combine(Repository, "tests", "golden", system, file);

    /// <summary>A data set's folder, or null where it is absent.</summary>
    public static string? Data(string set)
    {
        var folder = Path.Combine(Shared, "data", set);
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    /// <summary>A file of the fixtures in official formats, or null where they are absent.</summary>
    public static string? Fixture(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Shared, "fixtures", name));
        return File.Exists(path) ? path : null;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Weft.slnx.");
    }
}
