using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Two small domains, written once, and a run of each method on them, made when a test first asks for it.</summary>
public sealed class SmallDomainsData : IDisposable
{
    private static readonly string[] Sizes =
    [
        "encoder.channels=4,8", "clips.sampler.name=localGlobal", "clips.sampler.length=4", "clips.sampler.interval=1", "clips.transforms.shortSide=16",
        "clips.transforms.size=16", "clips.transforms.crop=none", "clips.transforms.flip=0", "adapt.discriminator.layers=1", "adapt.discriminator.width=8",
        "adapt.order.hidden=8", "adapt.contrast.hidden=16", "adapt.contrast.bottleneck=8", "adapt.contrast.out=32", "train.batchSize=4",
        "train.rate=0.02",
    ];

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> runs = new(StringComparer.Ordinal);

    /// <summary>Writes the archives, of three channels and of one, and the names of classes.</summary>
    public SmallDomainsData()
    {
        SmallDomains.Write(folder["pair.npz"]);
        SmallDomains.Write(folder["grey.npz"], channels: 1);
        File.WriteAllLines(folder["classes.txt"], SmallDomains.ClassNames);
    }

    /// <summary>A path in the folder of the archives.</summary>
    internal string this[string name] => folder[name];

    /// <summary>The part of an archive as a list.</summary>
    internal string List(string part, string archive = "pair") => $"{folder[archive + ".npz"]}#{part}";

    /// <summary>A command line of a run that learns for two epochs.</summary>
    /// <param name="command">adapt or sweep.</param>
    /// <param name="method">The method.</param>
    /// <param name="run">The run's folder.</param>
    /// <param name="more">What else is said; it wins.</param>
    internal string[] Command(string command, string method, string run, params string[] more)
    {
        bool IsSaid(string setting) => more.Any(m => m.StartsWith(setting[..(setting.IndexOf('=') + 1)], StringComparison.Ordinal));

        // A task of its own has no settings file: what is said here is all there is.
        (string Option, string Value)[] options = [("--task", "small"), ("--source", List("source")), ("--target", List("target")), ("--threads", "1"), ("--epochs", "2")];
        return
        [
            command, "--method", method, "--run", run,
            .. options.Where(o => !more.Contains(o.Option)).SelectMany(o => (string[])[o.Option, o.Value]),
            .. Sizes.Where(s => !IsSaid(s)).SelectMany(s => (string[])["--set", s]),
            .. more,
        ];
    }

    /// <summary>The folder of a method's run, which was trained and tested by the real program.</summary>
    internal async Task<string> RunAsync(string method)
    {
        if (!runs.TryGetValue(method, out var run))
        {
            run = folder[$"run-{method}"];
            var result = await WeftProgram.RunAsync(Command("adapt", method, run, Own(method)));
            result.ExitCode.ShouldBe(0, result.Error);
            runs[method] = run;
        }

        return run;
    }

    /// <summary>What a method's own run needs besides.</summary>
    private string[] Own(string method) => method switch
    {
        "source-only" =>
        [
            "--source", List("source", "grey"), "--target", List("target", "grey"), "--test", List("test", "grey"), "--dev", List("dev", "grey"),
            "--seeds", "2",
        ],
        "osbp" => ["--test", List("open")],
        "gcd4da" => ["--test", List("open"), "--set", "clips.transforms.blend.probability=0.5", "--set", "clips.sampler.name=clips"],
        "glad" =>
        [
            "--test", List("test"), "--set", "order.epochs=1", "--set", "clips.transforms.blend.probability=0.5", "--rivals", "source-only,glad-blend-order",
        ],
        "temporal-order" => [],
        _ => ["--test", List("test")],
    };

    /// <summary>Writes clips as folders of frames with a list.</summary>
    /// <param name="name">The name of the list and of its folder of clips.</param>
    /// <param name="count">How many clips.</param>
    /// <returns>The list.</returns>
    internal string Frames(string name, int count)
    {
        var lines = new List<string>();
        for (var clip = 0; clip < count; clip++)
        {
            var path = $"{name}/clip{clip:00}";
            Directory.CreateDirectory(folder[path]);
            for (var frame = 0; frame < SmallDomains.Frames; frame++)
            {
                var pixels = SmallDomains.Frame(clip % SmallDomains.Known, clip, frame, isTarget: false);
                PngWriter.Write(folder[$"{path}/img_{frame + 1:00000}.png"], pixels, SmallDomains.Side, SmallDomains.Side);
            }

            lines.Add($"{path} {SmallDomains.Frames} {clip % SmallDomains.Known}");
        }

        File.WriteAllLines(folder[name + ".txt"], lines);
        return folder[name + ".txt"];
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
