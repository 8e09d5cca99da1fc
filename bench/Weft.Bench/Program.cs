using System.CommandLine;
using System.Globalization;
using Weft.Bench;
using Weft.Torch;

if (args is [WeightsImportBenchmark.ChildWord, var source, var target])
{
    return WeightsImportBenchmark.RunChild(source, target);
}

if (args is [MediansBenchmark.ChildWord, var clip, var median])
{
    return MediansBenchmark.RunChild(clip, median);
}

// BenchmarkDotNet is not used: what counts here is the ratio to another process in the same minutes, so rounds of both alternate.
var benchmarks = new Dictionary<string, Action<BenchSettings, Results>>(StringComparer.Ordinal)
{
    ["bmnas-step"] = BmNasStepBenchmark.Run,
    ["cached-search"] = CachedSearchBenchmark.Run,
    ["encoders"] = EncoderBenchmark.Run,
    ["mfas-candidates"] = MfasCandidatesBenchmark.Run,
    ["itm-evaluation"] = ItmEvaluationBenchmark.Run,
    ["medians"] = MediansBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["mmnas-step"] = MmNasStepBenchmark.Run,
    ["operators"] = OperatorBenchmark.Run,
    ["published-step"] = PublishedStepBenchmark.Run,
    ["tsm-step"] = TsmStepBenchmark.Run,
    ["weights-import"] = WeightsImportBenchmark.Run,
};

var only = new Option<string?>("--only") { Description = $"One of {string.Join(", ", benchmarks.Keys)}; all when left out." };
only.AcceptOnlyFromAmong([.. benchmarks.Keys]);
var device = new Option<string>("--device") { Description = "cpu or cuda, for both sides.", DefaultValueFactory = _ => "cpu" };
var rounds = new Option<int>("--rounds") { Description = "Rounds of each comparison.", DefaultValueFactory = _ => 9 };
var threads = new Option<int>("--threads") { Description = "Threads of one operation.", DefaultValueFactory = _ => 1 };
var results = new Option<string>("--results") { Description = "Folder for the CSV file.", DefaultValueFactory = _ => "bench/results" };
var baseline = new Option<string>("--baseline")
{
    Description = "The folder of the PyTorch baselines.",
    DefaultValueFactory = _ => "bench/pytorch",
};
var python = new Option<string>("--python") { Description = "A Python that has PyTorch.", DefaultValueFactory = _ => "/usr/bin/python3" };

var size = new Option<int>("--batch-size") { Description = "Samples of a step of mmnas-step.", DefaultValueFactory = _ => 64 };
var cases = new Option<string?>("--case") { Description = "Of mmnas-step, one of vqa, vgd, itm, search; all when left out." };

var root = new RootCommand("Measures Weft beside PyTorch.") { only, device, rounds, threads, results, baseline, python, size, cases };
root.SetAction(parsed =>
{
    var settings = new BenchSettings(
        Device.Parse(parsed.GetValue(device)!),
        Math.Max(1, parsed.GetValue(rounds)),
        parsed.GetValue(threads),
        parsed.GetValue(baseline)!,
        parsed.GetValue(python)!,
        new Clock(TimeProvider.System),
        parsed.GetValue(size),
        parsed.GetValue(cases));
    TorchRuntime.Load();
    TorchRuntime.Threads = settings.Threads;
    var table = new Results(Console.Out);
    MachineDescription.Write(table, settings);
    foreach (var (name, run) in benchmarks)
    {
        if (parsed.GetValue(only) is not { } wanted || string.Equals(wanted, name, StringComparison.Ordinal))
        {
            table.Begin(name);
            run(settings, table);
        }
    }

    var stamp = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture);
    Console.WriteLine($"\nwritten: {table.Save(parsed.GetValue(results)!, $"{stamp}-{MachineDescription.ProcessorSlug()}.csv")}");
});

var network = new Argument<string>("network") { Description = "Its name in the benchmark." };
var serve = new Command("serve-encoder", "Runs an encoder on request; the benchmark of encoders starts it.") { network, device, threads };
serve.SetAction(parsed =>
{
    TorchRuntime.Load();
    TorchRuntime.Threads = parsed.GetValue(threads);
    EncoderServer.Serve(parsed.GetValue(network)!, Device.Parse(parsed.GetValue(device)!));
});
root.Add(serve);

var task = new Argument<string>("task") { Description = "vqa, vgd or itm." };
var batch = new Option<int>("--batch") { Description = "Samples of a step.", DefaultValueFactory = _ => 64 };
var search = new Option<bool>("--search") { Description = "Steps of the search instead of training." };
var serveSteps = new Command("serve-mmnas", "Runs steps of MmNas on request; the benchmark of steps starts it.") { task, batch, search, threads };
serveSteps.SetAction(parsed =>
{
    TorchRuntime.Load();
    TorchRuntime.Threads = parsed.GetValue(threads);
    MmNasServer.Serve(parsed.GetValue(task)!, parsed.GetValue(batch), parsed.GetValue(search));
});
root.Add(serveSteps);

var serveTsm = new Command("serve-tsm", "Runs steps of TSM on request; the benchmark of steps starts it.") { device, threads };
serveTsm.SetAction(parsed =>
{
    TorchRuntime.Load();
    TorchRuntime.Threads = parsed.GetValue(threads);
    TsmServer.Serve(Device.Parse(parsed.GetValue(device)!));
});
root.Add(serveTsm);
return root.Parse(args).Invoke();
