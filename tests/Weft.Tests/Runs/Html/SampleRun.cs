using System.Text.Json;
using Weft.Runs;

namespace Weft.Tests.Runs.Html;

/// <summary>A made-up search run with the shape and the noise of a real one: eight inputs, two cells, thirty epochs, three seeds.</summary>
internal sealed class SampleRun
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly string[] Inputs = ["image 1", "image 2", "image 3", "audio 1", "audio 2", "audio 3", "audio 4", "audio 5"];
    private static readonly string[] Operations = ["Sum", "ScaleDotAttn", "LinearGLU", "ConcatFC"];

    private readonly Random _random = new(7);
    private readonly List<RunEvent> _events = [];
    private DateTimeOffset _now = Start;

    /// <summary>The sample's report.</summary>
    public static RunReport Report { get; } = MakeReport();

    /// <summary>Writes the run folder's four files.</summary>
    /// <param name="folder">The folder; it is made if it is absent.</param>
    /// <param name="epochs">Epochs of the search.</param>
    /// <param name="report">The report; the sample's own by default.</param>
    public static void Write(string folder, int epochs = 30, RunReport? report = null)
    {
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report ?? Report, RunReport.Json));
        File.WriteAllText(Path.Combine(folder, "genotype.json"), Report.Genotype!.Value.GetRawText());
        File.WriteAllText(Path.Combine(folder, "config.yaml"), Configuration);
        var options = new JsonSerializerOptions(RunReport.Json) { WriteIndented = false };
        File.WriteAllLines(
            Path.Combine(folder, "log.jsonl"), new SampleRun().Events(epochs).Select(entry => JsonSerializer.Serialize(entry, options)));
    }

    private const string Configuration = """
        kind: search
        task: avmnist
        method: bmnas
        seed: 42
        compatibility: sound
        data:
          folder: data/avmnist
          train: 55000
          dev: 5000
          test: 10000
        encoders:
          - name: image
            architecture: lenet
            taps: [1, 2, 3]
          - name: audio
            architecture: lenet
            taps: [1, 2, 3, 4, 5]
        search:
          epochs: 30
          batchSize: 96
          cells: 2
          steps: 2
          channels: 64
          weights: { learningRate: 0.001, decay: 0.0001 }
          architecture: { learningRate: 0.0003, decay: 0.001 }
        retrain:
          epochs: 50
          seeds: [1, 2, 3]
        """;

    private List<RunEvent> Events(int epochs)
    {
        Add(new RunEvent { Event = "start" }, 0);
        foreach (var encoder in new[] { "encoder:image", "encoder:audio" })
        {
            var best = encoder == "encoder:image" ? 0.74 : 0.66;
            Train(encoder, 12, best, 11, ["train", "dev"]);
        }

        Add(new RunEvent { Event = "stage", Stage = "cache", Seconds = 48 }, 48);
        Search(epochs);
        foreach (var (stage, best) in new[]
        {
            ("retrain", 0.881), ("baseline:single:image", 0.739), ("baseline:single:audio", 0.662), ("baseline:late-fusion", 0.862), ("baseline:random-search", 0.874),
        })
        {
            for (var seed = 1; seed <= 3; seed++)
            {
                Train($"{stage}:{seed}", 20, best + ((seed - 2) * 0.004), 3, stage == "retrain" ? ["train", "dev", "test"] : ["train", "dev"]);
            }
        }

        Add(new RunEvent { Event = "end", Message = "done" }, 1);
        return _events;
    }

    private void Search(int epochs)
    {
        var leaning = Inputs.Select(_ => Noise(0.02)).ToArray();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            Epoch("search", epoch, epochs, "train", 0.862, 9);
            Epoch("search", epoch, epochs, "dev", 0.848, 12);
            var progress = epoch / 30.0;
            Add(new RunEvent { Event = "probabilities", Stage = "search", Epoch = epoch, Probabilities = Probabilities(progress, leaning) }, 0);
        }

        Add(new RunEvent { Event = "stage", Stage = "search", Seconds = epochs * 21 }, 0);
    }

    private List<ProbabilityGroup> Probabilities(double progress, double[] leaning)
    {
        var groups = new List<ProbabilityGroup>();
        for (var cell = 1; cell <= 2; cell++)
        {
            string[] inputs = [.. Inputs, .. Enumerable.Range(1, cell - 1).Select(i => $"cell {i}")];
            var chosen = cell == 1 ? new[] { 2, 5 } : [1, 8];
            groups.Add(new("alpha", $"Cell {cell}", inputs, [.. inputs.Select((_, i) =>
                Sigmoid((leaning[i % leaning.Length] * 4) + (progress * (Array.IndexOf(chosen, i) >= 0 ? 1.6 - (0.3 * Array.IndexOf(chosen, i)) : -0.9 + (0.15 * i))) + Noise(0.04)))]));
            for (var step = 1; step <= 2; step++)
            {
                string[] states = ["x", "y", .. Enumerable.Range(1, step - 1).Select(i => $"step {i}")];
                groups.Add(new("beta", $"Cell {cell}, step {step}", states, [.. states.Select((_, i) => Sigmoid((progress * (i - 0.8)) + Noise(0.05)))]));
                var winner = (cell + step) % 4;
                var scores = Operations.Select((_, i) => Math.Exp((progress * (i == winner ? 1.9 : -0.2 * i)) + Noise(0.05))).ToArray();
                groups.Add(new("gamma", $"Cell {cell}, step {step}", Operations, [.. scores.Select(score => score / scores.Sum())]));
            }
        }

        return groups;
    }

    private void Train(string stage, int epochs, double best, double seconds, string[] phases)
    {
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            foreach (var phase in phases)
            {
                Epoch(stage, epoch, epochs, phase, phase == "train" ? best + 0.02 : best, seconds / phases.Length);
            }
        }
    }

    private void Epoch(string stage, int epoch, int epochs, string phase, double best, double seconds) => Add(
        new RunEvent
        {
            Event = "epoch",
            Stage = stage,
            Epoch = epoch,
            Epochs = epochs,
            Phase = phase,
            Loss = (1.7 * Math.Exp(-epoch / 6.0)) + (phase == "train" ? 0.34 : 0.45) + Noise(0.02),
            Metric = best - (0.5 * Math.Exp(-epoch / 4.0)) + Noise(0.005),
            MetricName = "accuracy",
            Seconds = seconds,
        },
        seconds);

    private void Add(RunEvent entry, double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _events.Add(entry with { Time = _now });
    }

    private double Noise(double size) => size * ((2 * _random.NextDouble()) - 1);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    private static RunReport MakeReport() => new()
    {
        Kind = "search",
        Task = "avmnist",
        Method = "bmnas",
        Seed = 42,
        GenotypeHash = "9f2c61d0a7b34e58c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f708192",
        Genotype = JsonSerializer.SerializeToElement(new
        {
            edges = new object[] { new object[] { "skip", 2 }, new object[] { "skip", 5 }, new object[] { "skip", 1 }, new object[] { "skip", 8 } },
            concat = new[] { 8, 9 },
            steps = new[] { new { inner = new[] { "LinearGLU", "ConcatFC" } }, new { inner = new[] { "ConcatFC", "Sum" } } },
        }),
        Architecture = Architecture(),
        Test = new Dictionary<string, double> { ["accuracy"] = 0.8804, ["macroF1"] = 0.8791 },
        Dev = new Dictionary<string, double> { ["accuracy"] = 0.8842 },
        Parameters = 214_730,
        SearchSeconds = 630,
        TrainSeconds = 61.4,
        Baselines =
        [
            Line("single:image", [0.7391, 0.7362, 0.7405], 33_450, 31, "Linear classifier on the encoder's last feature."),
            Line("single:audio", [0.6609, 0.6644, 0.6581], 41_210, 29, "Linear classifier on the encoder's last feature."),
            Line("late-fusion", [0.8602, 0.8641, 0.8617], 74_660, 38, "Weighted mean of both classifiers; the weight was tuned on dev."),
            Line("random-search", [0.8733, 0.8781, 0.8752], 221_900, 640, "Best of 12 random genotypes by dev accuracy, retrained."),
            Line("found", [0.8779, 0.8821, 0.8812], 214_730, 61.4, "Decoded after epoch 27, retrained from scratch on train, stopped on dev."),
        ],
        Differences =
        [
            new("single:image", "accuracy", 0.1418, 0.1341, 0.1496, 0.95, "paired bootstrap over 10000 test samples"),
            new("single:audio", "accuracy", 0.2193, 0.2102, 0.2281, 0.95, "paired bootstrap over 10000 test samples"),
            new("late-fusion", "accuracy", 0.0184, 0.0128, 0.0241, 0.95, "paired bootstrap over 10000 test samples"),
            new("random-search", "accuracy", 0.0049, -0.0007, 0.0104, 0.95, "paired bootstrap over 10000 test samples"),
        ],
        Data = new Dictionary<string, string>
        {
            ["train samples"] = "55000",
            ["dev samples"] = "5000",
            ["test samples"] = "10000",
            ["manifest"] = "sha256:5d41402abc4b2a76b9719d911017c592",
        },
        Environment = new Dictionary<string, string>
        {
            ["weft"] = "0.1.0",
            ["libtorch"] = "1.13.1",
            ["device"] = "cpu, 2 threads",
            ["system"] = "Linux, x64",
            ["dotnet"] = "10.0.4",
        },
        Remarks = ["Two of 60000 recordings were shorter than one second and were padded with silence."],
    };

    private static BaselineReport Line(string name, double[] values, long parameters, double seconds, string note) => new()
    {
        Name = name,
        Metric = "accuracy",
        Seeds = [1, 2, 3],
        Values = values,
        Mean = PairedStatistics.Mean(values),
        Std = PairedStatistics.SampleStd(values),
        Parameters = parameters,
        Seconds = seconds,
        Note = note,
    };

    private static ArchitectureGraph Architecture()
    {
        var nodes = Inputs.Select(input => new ArchitectureNode(input, input, NodeKind.Input, input[..5])).ToList();
        var edges = new List<ArchitectureEdge>();
        string[][] steps = [["LinearGLU", "ConcatFC"], ["ConcatFC", "Sum"]];
        (string X, string Y)[] entries = [("image 3", "audio 3"), ("image 2", "cell1.out")];
        for (var cell = 1; cell <= 2; cell++)
        {
            var id = $"cell{cell}";
            nodes.AddRange(
            [
                new($"{id}.x", "x", NodeKind.Junction, id), new($"{id}.y", "y", NodeKind.Junction, id),
                new($"{id}.1", steps[cell - 1][0], NodeKind.Operation, id), new($"{id}.2", steps[cell - 1][1], NodeKind.Operation, id),
                new($"{id}.out", $"state {cell}", NodeKind.State, id),
            ]);
            edges.AddRange(
            [
                new(entries[cell - 1].X, $"{id}.x", Searched: true), new(entries[cell - 1].Y, $"{id}.y", Searched: true),
                new($"{id}.x", $"{id}.1", Searched: true), new($"{id}.y", $"{id}.1", Searched: true),
                new($"{id}.{(cell == 1 ? "1" : "x")}", $"{id}.2", Searched: true), new(cell == 1 ? $"{id}.y" : $"{id}.1", $"{id}.2", Searched: true),
                new($"{id}.2", $"{id}.out"), new($"{id}.x", $"{id}.out"), new($"{id}.out", "concat"),
            ]);
        }

        nodes.AddRange([new("concat", "concat", NodeKind.Junction), new("classifier", "10 classes", NodeKind.Output)]);
        edges.Add(new("concat", "classifier"));
        return new(nodes, edges, [new("image", "image: LeNet"), new("audio", "audio: LeNet"), new("cell1", "Cell 1"), new("cell2", "Cell 2")]);
    }
}
