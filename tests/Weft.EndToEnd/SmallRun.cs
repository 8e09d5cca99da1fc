namespace Weft.EndToEnd;

/// <summary>Command lines of runs that take seconds.</summary>
internal static class SmallRun
{
    private static readonly string[] Sizes =
    [
        "encoder.epochs=2", "search.epochs=3", "retrain.epochs=3", "retrain.seeds=2", "shape.channels=8", "encoder.channels.image=4",
        "encoder.channels.audio=3", "augmentedViews=1", "search.candidates=2", "baselines.randomNetworks=2",
    ];

    internal static string[] Search(string data, string run, params string[] more) =>
        ["search", "bmnas", "--task", "avmnist", "--data", data, "--run", run, .. Settings(more)];

    internal static string[] Train(string data, string run, params string[] more) =>
        ["train", "--task", "avmnist", "--data", data, "--run", run, .. Settings(more)];

    internal static string[] Encoder(string data, string run, string modality, params string[] more) =>
        ["train", "encoder", "--task", "avmnist", "--modality", modality, "--data", data, "--run", run, .. Settings(more)];

    /// <summary>The sizes that are not said otherwise, one thread, and what is said.</summary>
    private static IEnumerable<string> Settings(string[] more) =>
        [.. Sizes.Where(s => !more.Any(m => m.StartsWith(s[..(s.IndexOf('=') + 1)], StringComparison.Ordinal))).SelectMany(s => (string[])["--set", s]), "--threads", "1", .. more];

    /// <summary>Goes on with a run; nothing of its settings need be said again.</summary>
    internal static string[] Resume(string run) => ["search", "bmnas", "--run", run, "--resume"];
}
