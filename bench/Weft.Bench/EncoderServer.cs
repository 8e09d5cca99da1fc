using System.Diagnostics;
using System.Globalization;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>
/// Runs one published encoder at full size on request: the counterpart of bench/pytorch/encoders.py, with the same requests and inputs. A
/// process of its own, so that neither side's memory holds what was measured before.
/// </summary>
internal static class EncoderServer
{
    /// <summary>The networks, with their inputs.</summary>
    internal static IReadOnlyDictionary<string, (Func<NetworkRandom, Encoder> Build, long[] Shape)> Networks { get; } =
        new Dictionary<string, (Func<NetworkRandom, Encoder>, long[])>(StringComparer.Ordinal)
        {
            ["image"] = (random => new Vgg19(64, 23, random), [8, 3, 256, 160]),
            ["text"] = (random => new MaxoutMlp(300, 64, 23, 0.5, random), [32, 300]),
            ["skeleton"] = (random => new CoOccurrenceNet(64, 60, 0.5, random), [32, 3, 32, 25, 2]),
            ["video"] = (random => new InflatedResNet(64, 60, random), [1, 8, 256, 256, 3]),
            ["rgb"] = (random => new ResNeXt3d(3, 64, 83, random), [1, 3, 32, 112, 112]),
            ["depth"] = (random => new ResNeXt3d(1, 64, 83, random), [1, 1, 32, 112, 112]),
        };

    /// <summary>Starts a process that serves a network.</summary>
    internal static ServedProcess Start(BenchSettings settings, string network)
    {
        string[] arguments =
        [
            typeof(EncoderServer).Assembly.Location,
            "serve-encoder", network,
            "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
            "--device", settings.Device.ToString(),
        ];
        return new(Environment.ProcessPath!, arguments, "The benchmark could not start itself: run it as `dotnet Weft.Bench.dll`.");
    }

    /// <summary>Answers requests until it is told to quit.</summary>
    internal static void Serve(string network, Device device)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var random = new NetworkRandom(1);
        var (build, shape) = Networks[network];
        using var encoder = build(random);
        encoder.MoveTo(device);
        encoder.Eval();
        var input = Tensor.RandomUniform(shape, random.Initial).To(device);
        Console.WriteLine($"ready {TorchRuntime.Version}");
        while (Console.ReadLine()?.Split(' ') is { } words && !string.Equals(words[0], "quit", StringComparison.Ordinal))
        {
            if (string.Equals(words[0], "peak", StringComparison.Ordinal))
            {
                File.WriteAllText("/proc/self/clear_refs", "5");
                Forward(encoder, input, 1, device);
                Console.WriteLine(Peak());
                continue;
            }

            var count = int.Parse(words[1], CultureInfo.InvariantCulture);
            var start = Stopwatch.GetTimestamp();
            Forward(encoder, input, count, device);
            Console.WriteLine((Stopwatch.GetElapsedTime(start).TotalSeconds / count).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static void Forward(Encoder encoder, Tensor input, int count, Device device)
    {
        for (var i = 0; i < count; i++)
        {
            using var scope = new TensorScope();
            _ = encoder.Forward(input);
        }

        TorchRuntime.Synchronize(device);
    }

    /// <summary>The greatest memory of this process since its peak was last reset, in bytes.</summary>
    internal static long Peak()
    {
        const string key = "VmHWM:";
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line[key.Length..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
