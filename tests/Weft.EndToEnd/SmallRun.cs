namespace Weft.EndToEnd;

/// <summary>Command lines of runs that take seconds.</summary>
internal static class SmallRun
{
    private static readonly string[] Sizes =
    [
        "encoder.epochs=2", "search.epochs=3", "retrain.epochs=3", "retrain.seeds=2", "shape.channels=8", "encoder.channels.image=4",
        "encoder.channels.audio=3", "augmentedViews=1", "search.candidates=2", "baselines.randomNetworks=2",
    ];

    /// <summary>Two rows, two sweeps: 4 + 3 × 3 trials of one epoch, unless a strategy or --trials has it otherwise.</summary>
    private static readonly string[] TrialSizes =
    [
        "mfas.rows=2", "mfasFound.inner=16", "trials.epochs=1", "trials.candidates=2", "surrogate.firstStep=4", "surrogate.samples=3",
        "surrogate.sweeps=2", "surrogate.model.epochs=5", "surrogate.model.hidden=8", "random.stepSize=2", "evolution.stepSize=2",
        "evolution.population=2", "evolution.tournament=1", "retrain.epochs=2",
    ];

    internal static string[] Search(string data, string run, params string[] more) =>
        ["search", "bmnas", "--task", "avmnist", "--data", data, "--run", run, .. Settings(more)];

    internal static string[] Train(string data, string run, params string[] more) =>
        ["train", "--task", "avmnist", "--data", data, "--run", run, .. Settings(more)];

    /// <summary>A search by trials, of sizes as small.</summary>
    internal static string[] Trials(string method, string data, string run, params string[] more) =>
        ["search", method, "--data", data, "--run", run, .. Settings([.. more, .. TrialSettings(more)])];

    internal static string[] Encoder(string data, string run, string modality, params string[] more) =>
        ["train", "encoder", "--task", "avmnist", "--modality", modality, "--data", data, "--run", run, .. Settings(more)];

    /// <summary>The sizes that are not said otherwise, one thread, and what is said.</summary>
    private static IEnumerable<string> Settings(string[] more) =>
        [.. Sizes.Where(s => !IsSaid(s, more)).SelectMany(s => (string[])["--set", s]), "--threads", "1", .. more];

    private static IEnumerable<string> TrialSettings(string[] more) =>
        TrialSizes.Where(s => !IsSaid(s, more)).SelectMany(s => (string[])["--set", s]);

    private static bool IsSaid(string setting, string[] more) =>
        more.Any(m => m.StartsWith(setting[..(setting.IndexOf('=') + 1)], StringComparison.Ordinal));

    /// <summary>Goes on with a run; nothing of its settings need be said again.</summary>
    internal static string[] Resume(string run, string method = "bmnas") => ["search", method, "--run", run, "--resume"];
}
