using System.Globalization;

namespace Weft.Bench;

/// <summary>
/// Steps of MmNas at published sizes, beside the same network in PyTorch: training of the three found networks and both steps of the
/// search. The goals are 0.9 of its time on batches with the lengths of real data, 1.0 where nothing is padded, and its greatest memory.
/// </summary>
internal static class MmNasStepBenchmark
{
    private const double RealGoal = 0.9;
    private const double FullGoal = 1;

    private static readonly string[] Tasks = ["vqa", "vgd", "itm"];

    /// <summary>Each network in processes of its own.</summary>
    internal static void Run(BenchSettings settings, Results results)
    {
        foreach (var task in Tasks.Where(task => IsWanted(settings, task)))
        {
            Compare(settings, results, task, search: false, [("real", RealGoal), ("full", FullGoal)]);
        }

        if (IsWanted(settings, "search"))
        {
            Compare(
                settings, results, "vqa", search: true, [("weight", RealGoal), ("arch", RealGoal), ("weight-full", FullGoal), ("arch-full", FullGoal)]);
        }
    }

    private static bool IsWanted(BenchSettings settings, string name) => settings.Case is not { } one || string.Equals(one, name, StringComparison.Ordinal);

    private static void Compare(BenchSettings settings, Results results, string task, bool search, (string Kind, double Goal)[] kinds)
    {
        using var ours = MmNasServer.Start(settings, task, search);
        using var theirs = new PyTorchBaseline(
            settings,
            "mmnas_step.py",
            [
                "--task", task,
                "--batch", settings.Batch.ToString(CultureInfo.InvariantCulture),
                "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
                .. search ? ["--search"] : Array.Empty<string>(),
            ]);
        foreach (var (kind, goal) in kinds)
        {
            Compare(settings, results, $"{(search ? "search" : task)} {kind}, batch {settings.Batch}", kind, goal, ours, theirs);
        }

        var name = $"{(search ? "search" : task)} {kinds[0].Kind}, batch {settings.Batch}";
        var (mine, other) = (ours.Peak(), theirs.Peak());
        results.Add(name, "weft, greatest memory", mine / 1e6, "MB");
        results.Add(name, "pytorch, greatest memory", other / 1e6, "MB");
        results.Add(name, "ratio, greatest memory", mine / other, "");
    }

    private static void Compare(
        BenchSettings settings, Results results, string name, string kind, double goal, ServedProcess ours, ServedProcess theirs)
    {
        ours.Run(kind, 1);
        theirs.Run(kind, 1);
        var weft = new List<Cost>();
        var torch = new List<Cost>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            weft.Add(ours.Run(kind, 1));
            torch.Add(theirs.Run(kind, 1));
        }

        var ratio = Statistics.Median(weft.Zip(torch, (a, b) => a.Processor / b.Processor));
        results.Add(name, "weft, processor time", Statistics.Median(weft.Select(c => c.Processor)), "s");
        results.Add(name, "pytorch, processor time", Statistics.Median(torch.Select(c => c.Processor)), "s");
        results.Add(name, "ratio, wall", Statistics.Median(weft.Zip(torch, (a, b) => a.Wall / b.Wall)), "");
        results.Add(name, "ratio, processor time", ratio, "");
        results.Note(string.Create(CultureInfo.InvariantCulture, $"goal ({goal:0.00}) {(ratio <= goal ? "reached" : "MISSED")}"));
    }
}
