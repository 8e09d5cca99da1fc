using System.Text.Json;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Runs;

/// <summary>Which parts of a run are done, and what came of each: a small JSON file for each, written when its part is complete.</summary>
/// <param name="runFolder">The run folder.</param>
public sealed class StageLedger(string runFolder)
{
    private readonly string folder = Path.Combine(runFolder, "stages");

    /// <summary>A stage's result, or null if it is not done.</summary>
    /// <exception cref="InvalidFileException">The file is damaged.</exception>
    public T? Find<T>(string stage)
        where T : class
    {
        var path = PathOf(stage);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), StrictJson.Options) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(path, "is damaged; delete it, and --resume does its part of the run again.", error);
        }
    }

    /// <summary>Notes that a stage is done.</summary>
    public void Complete<T>(string stage, T result)
        where T : class
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteAllText(PathOf(stage), JsonSerializer.Serialize(result, RunReport.Json));
    }

    /// <summary>The stage's result, computed now if it is not there yet.</summary>
    public T Once<T>(string stage, Func<T> compute)
        where T : class
    {
        if (Find<T>(stage) is { } done)
        {
            return done;
        }

        var result = compute();
        Complete(stage, result);
        return result;
    }

    private string PathOf(string stage) => Path.Combine(folder, FileName(stage) + ".json");

    /// <summary>A stage's name as a file or folder name.</summary>
    public static string FileName(string stage) => stage.Replace(':', '-').Replace('/', '-');
}
