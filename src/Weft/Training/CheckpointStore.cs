using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Training;

/// <summary>
/// The checkpoints of one stage of a run. Each is a folder of files with a checksum each; it appears under its name only when all of it
/// is on the disk, and the last good ones stay, so that a kill at any moment or a damaged file costs at most one interval.
/// </summary>
/// <param name="folder">The stage's own folder; made when first needed.</param>
/// <param name="remark">Told, in a sentence, when a damaged checkpoint was passed over.</param>
/// <param name="keep">How many of the newest are kept; 2.</param>
public sealed class CheckpointStore(string folder, Action<string> remark, int keep = 2)
{
    private const string TensorsName = "tensors.safetensors";
    private const string StateName = "state.json";
    private const string SumsName = "checksums.json";
    private const string UnfinishedPrefix = ".unfinished-";
    private const string DamagedPrefix = ".damaged-";

    /// <summary>The stage's own folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="step">Its number; higher is newer.</param>
    /// <param name="content">What to save.</param>
    /// <exception cref="WeftException">It could not be written; the ones before are untouched.</exception>
    public void Save(long step, Checkpoint content)
    {
        var name = step.ToString("D12", CultureInfo.InvariantCulture);
        var unfinished = Path.Combine(Folder, UnfinishedPrefix + name);
        var target = Path.Combine(Folder, name);
        try
        {
            Directory.CreateDirectory(Folder);
            RemoveUnfinished();
            Directory.CreateDirectory(unfinished);
            TensorFile.SaveSafeTensors(Path.Combine(unfinished, TensorsName), content.Tensors);
            AtomicFile.WriteAllText(Path.Combine(unfinished, StateName), content.State.ToJsonString());
            var sums = new JsonObject
            {
                [TensorsName] = Checksum.OfFile(Path.Combine(unfinished, TensorsName)),
                [StateName] = Checksum.OfFile(Path.Combine(unfinished, StateName)),
            };
            AtomicFile.WriteAllText(Path.Combine(unfinished, SumsName), sums.ToJsonString());
            if (Directory.Exists(target))
            {
                // Moved, not deleted: a kill in the middle of deleting would leave half a checkpoint under a good name.
                Directory.Move(target, unfinished + "-replaced");
            }

            Directory.Move(unfinished, target);
            FolderSync.Flush(Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or WeftException)
        {
            TryDelete(unfinished);
            throw new WeftException(
                $"{Folder}: a checkpoint could not be written ({Cause(error)}). The last one is untouched: make room, then go on with --resume.",
                error);
        }

        RemoveUnfinished();
        foreach (var old in Steps().SkipLast(keep))
        {
            TryDelete(PathOf(old));
        }
    }

    /// <summary>Loads the newest checkpoint that is whole, or null if there is none. Its tensors belong to the current scope.</summary>
    public Checkpoint? LoadNewest()
    {
        var steps = Steps();
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            try
            {
                return Load(PathOf(steps[i]));
            }
            catch (Exception error) when (error is WeftException or IOException or UnauthorizedAccessException or JsonException)
            {
                var next = i > 0 ? "the one before it is used" : "no whole one is left, so this stage starts over";
                remark($"Checkpoint {PathOf(steps[i])} is damaged ({error.Message.TrimEnd('.')}); {next}.");
                SetAside(steps[i]);
            }
        }

        return null;
    }

    /// <summary>Deletes all checkpoints: their stage is done.</summary>
    public void Clear() => TryDelete(Folder);

    private static Checkpoint Load(string path)
    {
        var sums = JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(Path.Combine(path, SumsName)));
        foreach (var file in new[] { TensorsName, StateName })
        {
            if (!string.Equals(sums?.GetValueOrDefault(file), Checksum.OfFile(Path.Combine(path, file)), StringComparison.Ordinal))
            {
                throw new InvalidFileException(Path.Combine(path, file), "has another checksum than when it was written.");
            }
        }

        var state = JsonNode.Parse(File.ReadAllText(Path.Combine(path, StateName)))!.AsObject();
        return new Checkpoint(TensorFile.LoadSafeTensors(Path.Combine(path, TensorsName)), state);
    }

    /// <summary>What really happened: a file writer's own sentence gives other advice than is right here.</summary>
    private static string Cause(Exception error) => (error is WeftException ? error.InnerException ?? error : error).Message.TrimEnd('.');

    private static void TryDelete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays as rubbish; nothing reads it.
        }
    }

    /// <summary>
    /// Takes a damaged checkpoint out of the count: left in it, it would push out whole ones that are older by number but newer by time.
    /// </summary>
    private void SetAside(long step)
    {
        try
        {
            var aside = Path.Combine(Folder, DamagedPrefix + Path.GetFileName(PathOf(step)));
            TryDelete(aside);
            Directory.Move(PathOf(step), aside);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written to fails at the next save, with a sentence.
        }
    }

    private string PathOf(long step) => Path.Combine(Folder, step.ToString("D12", CultureInfo.InvariantCulture));

    private List<long> Steps() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.EnumerateDirectories(Folder)
            .Select(d => long.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1)
            .Where(s => s >= 0)
            .Order()];

    private void RemoveUnfinished()
    {
        foreach (var rest in Directory.EnumerateDirectories(Folder, UnfinishedPrefix + "*"))
        {
            TryDelete(rest);
        }
    }
}
