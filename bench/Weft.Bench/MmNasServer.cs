using System.Diagnostics;
using System.Globalization;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Bench;

/// <summary>
/// Runs steps of MmNas at published sizes on request: the counterpart of bench/pytorch/mmnas_step.py, with the same requests and lengths.
/// A process of its own, so that neither side's memory holds what was measured before.
/// </summary>
internal static class MmNasServer
{
    private const double ClipNorm = 1;

    /// <summary>Starts a process that serves steps.</summary>
    internal static ServedProcess Start(BenchSettings settings, string task, bool search)
    {
        string[] arguments =
        [
            typeof(MmNasServer).Assembly.Location,
            "serve-mmnas", task,
            "--batch", settings.Batch.ToString(CultureInfo.InvariantCulture),
            "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            .. search ? ["--search"] : Array.Empty<string>(),
        ];
        return new(Environment.ProcessPath!, arguments, "The benchmark could not start itself: run it as `dotnet Weft.Bench.dll`.");
    }

    /// <summary>Answers requests until it is told to quit.</summary>
    internal static void Serve(string task, int batch, bool search)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        var batches = new MmNasBatches(task, batch);
        var (real, full) = (batches.Draw(full: false), batches.Draw(full: true));
        var loss = Loss(task, batch);
        var steps = search ? SearchSteps(batches.Ends, random, loss, real, full) : TrainingSteps(task, batches.Ends, random, loss, real, full);
        Console.WriteLine($"ready {TorchRuntime.Version}");
        while (Console.ReadLine()?.Split(' ') is { } words && !string.Equals(words[0], "quit", StringComparison.Ordinal))
        {
            if (string.Equals(words[0], "peak", StringComparison.Ordinal))
            {
                File.WriteAllText("/proc/self/clear_refs", "5");
                steps.First().Value();
                Console.WriteLine(EncoderServer.Peak());
                continue;
            }

            var count = int.Parse(words[1], CultureInfo.InvariantCulture);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                steps[words[0]]();
            }

            Console.WriteLine((Stopwatch.GetElapsedTime(start).TotalSeconds / count).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static OrderedDictionary<string, Action> TrainingSteps(
        string task, MmNasEnds ends, NetworkRandom random, Func<MmNasNetwork, MmNasInput, Tensor> loss, MmNasInput real, MmNasInput full)
    {
        var net = new MmNasNetwork(new MmNasSizes(), NamedGenotypes.Get(NamedGenotypes.Prefix + task), ends, random);
        var step = WeightStep(net, loss);
        return new() { ["real"] = () => step(real), ["full"] = () => step(full) };
    }

    private static OrderedDictionary<string, Action> SearchSteps(
        MmNasEnds ends, NetworkRandom random, Func<MmNasNetwork, MmNasInput, Tensor> loss, MmNasInput real, MmNasInput full)
    {
        // The rate is 0.1 as published, but then a benchmark's architecture would drift: the work is the same.
        const double rate = 1e-9;
        ulong state = 1;
        var net = new MmNasSupernet(MmNasSizes.Search, MmNasPools.Published, ends, AlphaStart.Prior, random);
        var weights = WeightStep(net.Network, loss);
        var adam = new Adam([new ParameterGroup("alpha", [.. net.ArchitectureParameters.Select(p => p.Tensor)], rate)], 0, 0.999);

        void Weights(MmNasInput input)
        {
            net.Sample(GateMode.Weights, ref state);
            weights(input);
        }

        void Architecture(MmNasInput input)
        {
            using var scope = new TensorScope();
            net.Sample(GateMode.Full, ref state);
            net.Record(weights: false);
            loss(net.Network, input).Backward();
            net.ArchitectureGradients();
            adam.Step();
            net.Record(weights: true);
        }

        return new()
        {
            ["weight"] = () => Weights(real),
            ["arch"] = () => Architecture(real),
            ["weight-full"] = () => Weights(full),
            ["arch-full"] = () => Architecture(full),
        };
    }

    private static Action<MmNasInput> WeightStep(MmNasNetwork net, Func<MmNasNetwork, MmNasInput, Tensor> loss)
    {
        Tensor[] parameters = [.. net.NamedParameters().Select(p => p.Tensor)];
        var adam = new Adam([new ParameterGroup("weights", parameters, 1e-4)], 0.9, 0.98, 1e-9);
        return input =>
        {
            using var scope = new TensorScope();
            adam.ZeroGradients();
            loss(net, input).Backward();
            GradientClipping.ByNorm(parameters, ClipNorm);
            adam.Step();
        };
    }

    private static Func<MmNasNetwork, MmNasInput, Tensor> Loss(string task, int batch)
    {
        using var generator = new Generator(4);
        if (task is "vqa")
        {
            var targets = Tensor.RandomUniform([batch, MmNasBatches.Answers], generator).Gt(0.999).To(DType.Float32);
            return (net, input) => MmNasLosses.Answers(net.Forward(BatchTrimming.Trim(input)).Scores, targets);
        }

        if (task is "vgd")
        {
            const int boxes = 100;
            const int positive = 4;
            var chosen = Tensor.Cat([Tensor.Ones([batch, positive, 1]), Tensor.Zeros([batch, boxes - positive, 1])], 1);
            var targets = new GroundingTargets(
                chosen.Squeeze(-1) * (1.0 / positive), Tensor.Ones([batch, 1]), Tensor.RandomNormal([batch, boxes, 4], generator), chosen);
            var none = Tensor.Zeros([batch, boxes], DType.Bool);
            return (net, input) => GroundingLoss.Of(net.Forward(BatchTrimming.Trim(input)), targets, none, new GroundingRules()).Total;
        }

        var other = Tensor.Arange(0, batch).Roll(1, 0);
        return (net, input) => Matching(net, input, other);
    }

    /// <summary>The three passes of matching in one: independent all the same, for each draws its own dropout.</summary>
    private static Tensor Matching(MmNasNetwork net, MmNasInput input, Tensor other)
    {
        var trimmed = BatchTrimming.Trim(input);
        Tensor Negatives(Tensor all) => all.IndexSelect(0, other);
        var (tokens, regions, geometry) = (trimmed.Tokens, trimmed.Regions, trimmed.Geometry!);
        var scores = net.Forward(new MmNasInput(
            Tensor.Cat([tokens, Negatives(tokens), tokens], 0),
            Tensor.Cat([regions, regions, Negatives(regions)], 0),
            Tensor.Cat([geometry, geometry, Negatives(geometry)], 0))).Scores.Split([.. Enumerable.Repeat(tokens.Size(0), 3)], 0);
        return MmNasLosses.Matching(scores[0], scores[1], scores[2], MatchingRule.Probabilities);
    }
}
