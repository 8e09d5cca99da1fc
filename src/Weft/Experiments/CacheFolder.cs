namespace Weft.Experiments;

/// <summary>Where what is computed from data is kept: beside the data, where other runs find it.</summary>
internal static class CacheFolder
{
    /// <summary>The folder beside the data.</summary>
    /// <param name="data">The data's folder.</param>
    /// <returns>Null where the data cannot be written to.</returns>
    internal static string? Beside(string data)
    {
        var folder = Path.Combine(data, "cache");
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
