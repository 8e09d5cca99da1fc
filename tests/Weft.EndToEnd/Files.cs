using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Weft.EndToEnd;

/// <summary>What tests do with files and run folders.</summary>
internal static class Files
{
    /// <summary>Copies a folder with everything in it.</summary>
    internal static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>All files below a folder, relative to it, sorted; none where it is absent.</summary>
    internal static string[] Below(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];

    /// <summary>The folders below one; none where it is absent, also when it vanishes meanwhile.</summary>
    internal static string[] FoldersIn(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The checkpoints of a stage that are complete under their name, oldest first.</summary>
    internal static string[] Checkpoints(string run, string stage) =>
        [.. FoldersIn(Path.Combine(run, "checkpoints", stage)).Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])).Order(StringComparer.Ordinal)];

    internal static void FlipByte(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x10));
    }

    internal static void Truncate(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.SetLength(length);
    }

    internal static JsonObject Report(string run) => JsonNode.Parse(File.ReadAllText(Path.Combine(run, "report.json")))!.AsObject();

    internal static string[] Remarks(string run) =>
        [.. Report(run)["remarks"]?.AsArray().Select(r => r!.GetValue<string>()) ?? []];

    /// <summary>
    /// Everything of a run that must be the same bits however often it was interrupted: files by their digest, results by their text.
    /// Times are left out.
    /// </summary>
    internal static SortedDictionary<string, string> Essence(string run)
    {
        var essence = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Below(run).Where(f => f is "genotype.json" || f.Split('/')[0] is "networks" or "encoders" or "predictions" or "results"))
        {
            essence[file] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, file))));
        }

        var report = Report(run);
        foreach (var name in new[] { "genotype", "genotypeHash", "test", "dev", "parameters", "differences", "architecture" })
        {
            essence[name] = report[name]?.ToJsonString() ?? "";
        }

        foreach (var line in report["baselines"]!.AsArray())
        {
            essence[$"baseline {line!["name"]}"] = line["values"]!.ToJsonString();
        }

        foreach (var trial in report["search"]?["trials"]?.AsArray() ?? [])
        {
            string[] fields = ["step", "hash", "score", "epochScores", "predicted", "proxies", "sameAs", "state"];
            essence[$"trial {trial!["number"]}"] = string.Join(' ', fields.Select(field => trial[field]?.ToJsonString()));
        }

        return essence;
    }
}
