using System.ComponentModel;
using System.Diagnostics;
using Weft.Torch;

namespace Weft.Data.Formats.Video;

/// <summary>Starts ffmpeg: found on the search path alone, arguments as they are, nothing on standard input, one thread.</summary>
/// <param name="name">The program's name, or its path.</param>
internal sealed class FfmpegProgram(string name = "ffmpeg")
{
    /// <summary>What may be read: plain files of these containers. A playlist could name other files, or addresses.</summary>
    private static readonly string[] Careful =
    [
        "-nostdin", "-hide_banner", "-v", "error",
        "-protocol_whitelist", "file,pipe",
        "-format_whitelist", "avi,mov,mp4,matroska,webm",
        "-max_pixels", "35389440",
        "-threads", "1",
    ];

    /// <summary>Starts it on the first video stream of a file.</summary>
    /// <param name="input">The file.</param>
    /// <param name="output">What is to be made of it: the arguments behind the input.</param>
    /// <param name="patience">After how long it is killed.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <exception cref="WeftException">The program is absent.</exception>
    public FfmpegRun Start(string input, IEnumerable<string> output, TimeSpan patience, CancellationToken cancellation = default)
    {
        // With "file:" before it, no path is taken for an option or an address.
        string[] arguments = [.. Careful, "-i", $"file:{Path.GetFullPath(input)}", "-map", "0:v:0", "-an", "-sn", "-dn", .. output];
        var start = new ProcessStartInfo(Find(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return new FfmpegRun(Process.Start(start) ?? throw new WeftException($"{name} did not start."), patience, cancellation);
        }
        catch (Win32Exception exception)
        {
            throw new WeftException($"{name} does not start ({exception.Message}): install it again (apt install ffmpeg).", exception);
        }
    }

    /// <summary>Makes sure that the program is there.</summary>
    /// <exception cref="WeftException">It is absent.</exception>
    public void Require() => Find();

    // A program of this name in the current folder, where data may lie, must not be run in its place.
    private string Find()
    {
        if (Path.IsPathRooted(name) && File.Exists(name))
        {
            return name;
        }

        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists)
            ?? throw new WeftException($"{name} is not there to read videos: install it (apt install ffmpeg).");
    }
}
