using System.CommandLine;
using System.Globalization;
using Weft.Experiments;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>The options that every command which makes a run understands, and what they mean together.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> task = new("--task") { Description = "The task; avmnist by default." };
    private readonly Option<string?> data = new("--data") { Description = "The folder of prepared data." };
    private readonly Option<string?> run = new("--run") { Description = "The run folder." };
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with the run in the folder." };
    private readonly Option<ulong?> seed = new("--seed") { Description = "The seed of everything random." };
    private readonly Option<int?> threads = new("--threads") { Description = "Threads of an operation; 0 takes all cores." };
    private readonly Option<int?> epochs = new("--epochs") { Description = "The number of epochs." };
    private readonly Option<string?> device = new("--device") { Description = "cpu, cuda or cuda:N." };
    private readonly Option<string[]> config = new("--config") { Description = "A YAML file of settings; later ones win." };
    private readonly Option<string[]> set = new("--set") { Description = "A setting: key=value." };
    private readonly string kind;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="kind">The kind of run it makes.</param>
    /// <param name="epochsKey">The setting that <c>--epochs</c> stands for.</param>
    internal RunOptions(Command command, string kind, string epochsKey)
    {
        this.kind = kind;
        EpochsKey = epochsKey;
        foreach (var option in (Option[])[task, data, run, resume, seed, threads, epochs, device, config, set])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The setting that <c>--epochs</c> stands for.</summary>
    internal string EpochsKey { get; set; }

    /// <summary>The run folder.</summary>
    /// <exception cref="UsageException">It is not named.</exception>
    internal string Folder(ParseResult result) => Path.GetFullPath(
        NamedFolder(result) ?? throw new UsageException("--run is missing: name the folder that the run is to make."));

    /// <summary>The run folder as it was named, or null.</summary>
    internal string? NamedFolder(ParseResult result) => result.GetValue(run);

    /// <summary>The folder of data as it was named, or null.</summary>
    internal string? Data(ParseResult result) => result.GetValue(data);

    /// <summary>The task that was named, or null.</summary>
    internal string? TaskName(ParseResult result) => result.GetValue(task);

    /// <summary>The number of threads that was asked for, or null.</summary>
    internal int? Threads(ParseResult result) => result.GetValue(threads);

    /// <summary>Makes sure that nothing is asked for that a worker of another run's study would not heed.</summary>
    /// <exception cref="UsageException">A setting was given.</exception>
    internal void RequireNoSettings(ParseResult result, params Option[] more)
    {
        foreach (var option in (Option[])[task, resume, seed, epochs, device, config, set, .. more])
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name}: a worker that joins goes by the study's own settings; leave it out.");
            }
        }
    }

    /// <summary>Whether files or assignments say more, the folder of the data perhaps.</summary>
    internal bool SaysMore(ParseResult result) => result.GetValue(config) is { Length: > 0 } || result.GetValue(set) is { Length: > 0 };

    /// <summary>Whether there is a run to go on with, and it is wanted.</summary>
    internal bool GoesOn(ParseResult result) => Resume(result) && File.Exists(Path.Combine(Folder(result), RunFolder.ConfigName));

    /// <summary>Whether to go on with the run that is there.</summary>
    internal bool Resume(ParseResult result) => result.GetValue(resume);

    /// <summary>
    /// The settings: the program's own, the task's file, files, options. When a run goes on, its stored settings come first, so that they
    /// need not be said again.
    /// </summary>
    /// <typeparam name="T">The settings of the run's kind.</typeparam>
    /// <param name="result">The command line.</param>
    /// <param name="defaults">The program's own settings.</param>
    /// <param name="method">The method.</param>
    /// <param name="more">Assignments of the command's own options.</param>
    /// <exception cref="UsageException">A setting is wrong, or the folder holds a run of another kind.</exception>
    internal T Settings<T>(ParseResult result, T defaults, string method, params string[] more)
        where T : RunSettings => Settings(result, defaults, method, method, more);

    /// <summary>The settings of a method that goes by another one's file for the task.</summary>
    /// <inheritdoc cref="Settings{T}(ParseResult, T, string, string[])"/>
    /// <param name="result">The command line.</param>
    /// <param name="defaults">The program's own settings.</param>
    /// <param name="method">The method.</param>
    /// <param name="recipe">The method whose file is taken.</param>
    /// <param name="more">Assignments of the command's own options.</param>
    internal T Settings<T>(ParseResult result, T defaults, string method, string recipe, IReadOnlyList<string> more)
        where T : RunSettings
    {
        var folder = Folder(result);
        var files = (result.GetValue(config) ?? []).ToList();
        var goesOn = GoesOn(result);
        var settings = goesOn ? Stored<T>(folder, method) : defaults with { Kind = kind, Task = TaskName(result) ?? defaults.Task, Method = method };
        string[] assignments = [.. Assignments(result), .. more, .. result.GetValue(set) ?? []];
        if (!goesOn)
        {
            files.InsertRange(0, DefaultsOf(recipe, settings.Task));
        }

        var bound = SettingsBinder.Bind(settings, files, assignments);
        if (!goesOn && bound.Compatibility == Compatibility.Reference)
        {
            // What the publication has otherwise than sound rules comes before what the person says.
            var own = DefaultsOf(recipe, settings.Task).Count();
            files.InsertRange(own, DefaultsOf(recipe, settings.Task + ".reference"));
            bound = SettingsBinder.Bind(settings, files, assignments);
        }

        return bound.Data.Length > 0
            ? bound
            : throw new UsageException("--data is missing: name the folder that `weft data prepare` wrote.");
    }

    private T Stored<T>(string folder, string method)
        where T : RunSettings
    {
        var settings = RunFolder.Load<T>(folder);
        if (!string.Equals(settings.Kind, kind, StringComparison.Ordinal))
        {
            throw new UsageException($"{folder} holds a run of the kind '{settings.Kind}', not '{kind}': go on with it by the command that began it.");
        }

        return kind is not "search" || string.Equals(settings.Method, method, StringComparison.Ordinal)
            ? settings
            : throw new UsageException($"{folder} holds a search by {settings.Method}: go on with it by `weft search {settings.Method} --resume`.");
    }

    /// <summary>The task's own file (its encoders), and what a method has for the task.</summary>
    private static IEnumerable<string> DefaultsOf(string method, string task) =>
        new[] { "tasks", method }
            .Select(folder => Path.Combine(AppContext.BaseDirectory, "configs", folder, task + ".yaml"))
            .Where(File.Exists);

    private IEnumerable<string> Assignments(ParseResult result)
    {
        if (result.GetValue(data) is { } folder)
        {
            yield return $"data={Path.GetFullPath(folder)}";
        }

        if (result.GetValue(device) is { } where)
        {
            yield return $"device={where}";
        }

        foreach (var (key, value) in new (string Key, IFormattable? Value)[]
                 {
                     ("seed", result.GetValue(seed)), ("threads", result.GetValue(threads)), (EpochsKey, result.GetValue(epochs)),
                 })
        {
            if (value is not null)
            {
                yield return $"{key}={value.ToString(null, CultureInfo.InvariantCulture)}";
            }
        }
    }
}
