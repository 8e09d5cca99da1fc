using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weft.Data.Ntu;
using Weft.Data.Prepared;
using Weft.Testing;

namespace Weft.Tests.Data.Ntu;

/// <summary>
/// A few clips of known content: lossless videos whose frame k has the colour (5 k, 100, 200), and skeletons of one or two bodies.
/// </summary>
internal sealed class SmallNtu : IDisposable
{
    internal const int Frames = 30;
    private const int Width = 48;
    private const int Height = 32;

    private readonly TemporaryFolder folder = new();

    internal SmallNtu()
    {
        if (!HasFfmpeg)
        {
            Assert.Skip("ffmpeg is absent: skipped");
        }

        Directory.CreateDirectory(folder["videos"]);
        Directory.CreateDirectory(folder["skeletons"]);
        var raw = new byte[Frames * Width * Height * 3];
        for (var i = 0; i < raw.Length; i++)
        {
            raw[i] = (i % 3) switch { 0 => (byte)(5 * (i / (Width * Height * 3))), 1 => 100, _ => 200 };
        }

        File.WriteAllBytes(folder["frames.rgb"], raw);
        Run(
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{Width}x{Height}", "-r", "30", "-i", folder["frames.rgb"],
            "-c:v", "rawvideo", "-pix_fmt", "bgr24", folder["frames.avi"]);
        foreach (var name in Names)
        {
            Add(name);
        }
    }

    /// <summary>Two of train, one of dev, two of test.</summary>
    internal static string[] Names { get; } =
        ["S001C001P001R001A001", "S001C001P008R001A060", "S001C002P002R001A003", "S002C001P003R002A002", "S002C003P006R001A060"];

    internal static bool HasFfmpeg { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "ffmpeg")));

    internal NtuRecipe Recipe => new() { Videos = folder["videos"], Skeletons = folder["skeletons"], Size = 32 };

    internal string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    internal string Video(string name) => folder[$"videos/{name}_rgb.avi"];

    internal string Skeleton(string name) => folder[$"skeletons/{name}.skeleton"];

    internal void Add(string name)
    {
        File.Copy(folder["frames.avi"], Video(name));
        File.WriteAllText(Skeleton(name), SkeletonText(Frames, name.EndsWith("060", StringComparison.Ordinal) ? 2 : 1));
    }

    internal PrepareResult<NtuManifest> Prepare(NtuRecipe recipe, string output, Action<PrepareProgress>? progress = null, CancellationToken cancellation = default) =>
        NtuPreparer.Prepare(recipe, folder[output], progress is null ? null : new Relay(progress), cancellation: cancellation);

    /// <summary>All files below a folder with their content.</summary>
    internal SortedDictionary<string, string> Content(string name) => new(
        Directory.EnumerateFiles(folder[name], "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(folder[name], f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))),
        StringComparer.Ordinal);

    private static string SkeletonText(int frames, int bodies)
    {
        var text = new StringBuilder().AppendLine($"{frames}");
        for (var f = 0; f < frames; f++)
        {
            text.AppendLine($"{bodies}");
            for (var b = 0; b < bodies; b++)
            {
                text.AppendLine("72057594037920 0 1 1 0 0 1 0.1 0.2 2").AppendLine("25");
                for (var j = 0; j < 25; j++)
                {
                    text.AppendLine(CultureInfo.InvariantCulture, $"{(0.01 * f) + j} {0.1 * b} {3 - (0.02 * j)} 0 0 0 0 0 0 0 0 2");
                }
            }
        }

        return text.ToString();
    }

    private static void Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", .. arguments]))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("ffmpeg does not make the test's video");
        }
    }

    private sealed class Relay(Action<PrepareProgress> take) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => take(value);
    }
}
