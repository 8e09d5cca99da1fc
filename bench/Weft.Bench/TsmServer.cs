using System.Diagnostics;
using System.Globalization;
using Weft.Encoders.Clips;
using Weft.Search;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>Runs steps of TSM on request: the counterpart of bench/pytorch/tsm_step.py, with the same requests and inputs.</summary>
internal static class TsmServer
{
    private const int Clips = 2;
    private const int Frames = 8;
    private const int Size = 224;

    /// <summary>Starts a process that serves steps.</summary>
    internal static ServedProcess Start(BenchSettings settings)
    {
        string[] arguments =
        [
            typeof(TsmServer).Assembly.Location,
            "serve-tsm",
            "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            "--device", settings.Device.ToString(),
        ];
        return new(Environment.ProcessPath!, arguments, "The benchmark could not start itself: run it as `dotnet Weft.Bench.dll`.");
    }

    /// <summary>Answers requests until it is told to quit: "step N", "frozen N" with the stem and two stages frozen, and "peak".</summary>
    internal static void Serve(Device device)
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var network = new TsmResNet(50, Frames, random);
        network.MoveTo(device);
        var clips = Tensor.RandomUniform([Clips, 3, Frames, Size, Size], random.Initial).To(device);
        var weights = Tensor.RandomUniform([Clips, network.Channels, Frames], random.Initial).To(device);
        Console.WriteLine($"ready {TorchRuntime.Version}");
        while (Console.ReadLine()?.Split(' ') is { } words && !string.Equals(words[0], "quit", StringComparison.Ordinal))
        {
            switch (words[0])
            {
                case "peak":
                    File.WriteAllText("/proc/self/clear_refs", "5");
                    Step(network, clips, weights);
                    Console.WriteLine(EncoderServer.Peak());
                    break;
                case "frozen":
                    using (var frozen = new TsmResNet(50, Frames, random, new FrozenStages(2, [])))
                    {
                        frozen.MoveTo(device);
                        Console.WriteLine(Steps(frozen, clips, weights, words[1]));
                    }

                    break;
                default:
                    Console.WriteLine(Steps(network, clips, weights, words[1]));
                    break;
            }
        }
    }

    private static string Steps(TsmResNet network, Tensor clips, Tensor weights, string count)
    {
        var times = int.Parse(count, CultureInfo.InvariantCulture);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            Step(network, clips, weights);
        }

        TorchRuntime.Synchronize(clips.Device);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds / times).ToString("R", CultureInfo.InvariantCulture);
    }

    private static void Step(TsmResNet network, Tensor clips, Tensor weights)
    {
        using var scope = new TensorScope();
        network.ZeroGradients();
        (network.Describe(clips) * weights).Mean().Backward();
    }
}
