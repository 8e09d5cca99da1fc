using Weft.Runs;
using Weft.Settings;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments;

/// <summary>A run's folder while a process works on it: its settings are written before anything else, and nobody else may write.</summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>The settings as they are used.</summary>
    public const string ConfigName = "config.yaml";

    /// <summary>The found architecture, canonical.</summary>
    public const string GenotypeName = "genotype.json";

    /// <summary>The result for programs.</summary>
    public const string ReportName = "report.json";

    private readonly FileStream guard;

    private RunFolder(string path, RunSettings settings, FileStream guard, RunLogWriter log)
    {
        Path = path;
        Settings = settings;
        Log = log;
        this.guard = guard;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Every setting; those of the first start, after a resume.</summary>
    public RunSettings Settings { get; }

    /// <summary>The log.</summary>
    public RunLogWriter Log { get; }

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="path">The folder; absent or empty for a new run.</param>
    /// <param name="settings">The settings asked for.</param>
    /// <param name="resume">Go on with the run that is there; if there is none yet, begin it.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">The folder holds something else, or other settings than asked for.</exception>
    /// <exception cref="WeftException">Another process works on this run.</exception>
    public static RunFolder Open(string path, RunSettings settings, bool resume, TimeProvider time)
    {
        RequireUsable(path, resume);
        var config = System.IO.Path.Combine(path, ConfigName);
        var exists = File.Exists(config);
        Create(path);
        var locked = Lock(path);
        try
        {
            if (exists)
            {
                var stored = Load(path);
                RefuseChanges(stored, settings, config);
                settings = stored;
            }
            else
            {
                AtomicFile.WriteAllText(config, SettingsWriter.ToYaml(settings));
            }

            RemoveAbandoned(path);
            return new RunFolder(path, settings, locked, new RunLogWriter(System.IO.Path.Combine(path, "log.jsonl"), time));
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a run may begin or go on in a folder, before anything else is looked at.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether to go on with the run that is there.</param>
    /// <exception cref="UsageException">The folder holds something else, or a run that nobody wants to go on with.</exception>
    public static void RequireUsable(string path, bool resume)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"{path} is a file, but a run needs a folder: choose another name.");
        }

        var exists = File.Exists(System.IO.Path.Combine(path, ConfigName));
        if (exists && !resume)
        {
            throw new UsageException($"{path} holds a run already: add --resume to go on with it, or choose another folder.");
        }

        if (!exists && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(e => !Ours(e)))
        {
            throw new UsageException($"{path} is not empty and holds no run: choose another folder.");
        }
    }

    /// <summary>The settings of a run.</summary>
    /// <exception cref="WeftException">The folder holds no run, or its settings are damaged.</exception>
    public static RunSettings Load(string path)
    {
        var config = System.IO.Path.Combine(path, ConfigName);
        if (!File.Exists(config))
        {
            throw new UsageException($"{path} holds no run: there is no {ConfigName} in it.");
        }

        var settings = RunKinds.Read(config);
        return settings.Data.Length > 0
            ? settings
            : throw new InvalidFileException(config, "does not name the data (data: FOLDER); write it in, or begin another run");
    }

    /// <summary>The settings of a run of one kind.</summary>
    /// <typeparam name="T">The kind's settings.</typeparam>
    /// <exception cref="WeftException">The folder holds no run, one of another kind, or its settings are damaged.</exception>
    public static T Load<T>(string path)
        where T : RunSettings =>
        Load(path) is var settings && settings is T wanted
            ? wanted
            : throw new UsageException($"{path} holds a run of {settings.Method}: go on with it by the command that began it.");

    /// <inheritdoc/>
    public void Dispose()
    {
        Log.Dispose();
        guard.Dispose();
    }

    private static bool Ours(string entry) =>
        System.IO.Path.GetFileName(entry) is { } name && (name is "run.lock" or "log.jsonl" || name.StartsWith(".weft-", StringComparison.Ordinal));

    /// <summary>Removes files that a kill caught half-written; nobody else writes here while the folder is locked.</summary>
    private static void RemoveAbandoned(string path)
    {
        foreach (var rest in Directory.EnumerateFiles(path, ".weft-*.tmp", SearchOption.AllDirectories))
        {
            File.Delete(rest);
        }
    }

    private static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeftException(
                $"{path}: the run folder cannot be made ({error.Message.TrimEnd('.')}); check the rights, or choose another folder.", error);
        }
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new WeftException($"{path}: the run folder cannot be written to ({error.Message.TrimEnd('.')}); check its rights.", error);
        }
        catch (IOException error)
        {
            throw new WeftException($"{path}: another process works on this run ({error.Message.TrimEnd('.')}); wait for it or end it.", error);
        }
    }

    private static void RefuseChanges(RunSettings stored, RunSettings asked, string config)
    {
        var before = RunConfigurationLines(stored);
        var changed = RunConfigurationLines(asked).Except(before, StringComparer.Ordinal).FirstOrDefault();
        if (changed is not null)
        {
            throw new UsageException(
                $"{config} was begun with other settings ('{changed.Trim()}' is new): --resume goes on as begun; leave the setting out, or begin another run.");
        }

        static string[] RunConfigurationLines(RunSettings settings) => SettingsWriter.ToYaml(settings).Split('\n');
    }
}
