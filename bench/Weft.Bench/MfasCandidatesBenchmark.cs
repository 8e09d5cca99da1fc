using System.Globalization;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Experiments;
using Weft.Mfas;
using Weft.Search;
using Weft.Search.Candidates;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Bench;

/// <summary>
/// An epoch of an MFAS candidate on cached taps: fifteen trained together, beside PyTorch that trains one after the other; the goal is
/// a fifth of its time.
/// </summary>
internal static class MfasCandidatesBenchmark
{
    private const double Goal = 5;
    private const int Together = 15;
    private const int TrainSamples = 3200;
    private const int DevSamples = 640;

    private static readonly Tap[] Taps =
    [
        .. new[] { 3, 6, 12 }.Select((c, t) => new Tap("image", $"{t + 1}", c)),
        .. new[] { 3, 6, 12, 24, 48 }.Select((c, t) => new Tap("audio", $"{t + 1}", c)),
    ];

    internal static void Run(BenchSettings settings, Results results)
    {
        var space = new MfasSpace(Taps, new MfasShape(), 10);
        var rows = Enumerable.Range(0, Together).Select(k => ChoiceRows.Of([.. Enumerable.Range(0, 4).Select(l =>
            space.Option(l, (long)(Seeds.Derive((ulong)k, $"{l}") % (ulong)space.OptionCount(l))).ToArray())])).ToList();
        using var theirs = new PyTorchBaseline(
            settings,
            "mfas_candidates.py",
            "--candidates", $"[{string.Join(",", rows)}]",
            "--train", TrainSamples.ToString(CultureInfo.InvariantCulture),
            "--dev", DevSamples.ToString(CultureInfo.InvariantCulture),
            "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            "--device", settings.Device.ToString());
        results.Add("pytorch", theirs.Version);
        var epoch = Epoch(settings, space, rows);
        theirs.Run("epochs", 2);
        settings.Clock.Repetitions(1, epoch);
        var weft = new List<Cost>();
        var torch = new List<Cost>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            weft.Add(settings.Clock.Measure(2, epoch));
            torch.Add(theirs.Run("epochs", 6));
        }

        var factors = weft.Zip(torch, (a, b) => b.Wall * Together / a.Wall).ToList();
        var (low, high) = Statistics.Spread(factors);
        const string name = "candidate epoch, 3,840";
        results.Add(name, "weft, of 15 together", 1000 * Statistics.Median(weft.Select(c => c.Wall)) / Together, "ms");
        results.Add(name, "pytorch, one by one", 1000 * Statistics.Median(torch.Select(c => c.Wall)), "ms");
        results.Add(name, "times faster", Statistics.Median(factors), "");
        results.Add(name, "times faster, lowest round", low, "");
        results.Add(name, "times faster, highest round", high, "");
        results.Add(name, "times less processor time", torch.Sum(c => c.Processor) * Together / weft.Sum(c => c.Processor), "");
        results.Note(Statistics.Median(factors) >= Goal ? "goal (5 times) reached" : "goal (5 times) MISSED");
    }

    private static Action Epoch(BenchSettings settings, MfasSpace space, List<ChoiceRows> rows)
    {
        var task = TaskRegistry.For("avmnist", string.Empty);
        var (train, trainLabels) = Tables(TrainSamples, 1);
        var (dev, devLabels) = Tables(DevSamples, 2);
        IGenotype[] genotypes = [.. rows.Select(space.Decode)];
        ulong[] seeds = [.. Enumerable.Range(0, Together).Select(k => (ulong)k)];
        return () =>
        {
            using var network = space.BuildStacked(genotypes, seeds);
            network.MoveTo(settings.Device);
            using var training = new StackedTraining(new StackedSetup
            {
                Task = task,
                Network = network,
                Train = new BatchLoader(new StackedSource(network, [train], trainLabels, seeds), 32, null),
                Dev = new BatchLoader(new StackedSource(network, [dev], devLabels, null), 256, null),
                Settings = new RetrainSettings { Epochs = 1, BatchSize = 32 },
                Device = settings.Device,
            });
            for (var phase = 0; phase < 2; phase++)
            {
                training.BeginPhase(0, phase, 0);
                for (var step = 0; step < training.Phases[phase].Batches; step++)
                {
                    using var scope = new TensorScope();
                    training.Step();
                }

                training.EndPhase();
            }
        };
    }

    private static (RowTable[] Taps, RowTable Labels) Tables(int samples, ulong seed)
    {
        using var scope = new TensorScope();
        using var data = new Generator(seed);
        return (
            [.. Taps.Select(t => new RowTable(Tensor.RandomUniform([samples, 1, t.Channels], data).ToNdArray()))],
            new RowTable(NdArray.From([.. Enumerable.Range(0, samples).Select(i => (long)(i % 10))], samples)));
    }
}
