using Weft.Torch.Files;

namespace Weft.Testing;

/// <summary>
/// Clips of two domains in one archive: a square moves over a ground whose brightness is the domain's, and where it goes is its class. The
/// same call always writes the same.
/// </summary>
public static class SmallDomains
{
    /// <summary>Frames of a clip.</summary>
    public const int Frames = 8;

    /// <summary>Height and width of a frame.</summary>
    public const int Side = 16;

    /// <summary>Classes that both domains have.</summary>
    public const int Known = 3;

    /// <summary>Names of the classes, the novel one last.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["right", "down", "still", "left"];

    /// <summary>
    /// Writes the parts <c>source</c> (18 clips), <c>dev</c> (6), <c>target</c> (14) and <c>test</c> (12) of the known classes, and
    /// <c>open</c> (16) of these and a novel one.
    /// </summary>
    /// <param name="path">The archive to write.</param>
    /// <param name="channels">1 or 3.</param>
    public static void Write(string path, int channels = 3)
    {
        var arrays = new Dictionary<string, NdArray>(StringComparer.Ordinal);
        foreach (var (part, count, classes, isTarget) in new[]
        {
            ("source", 18, Known, false), ("dev", 6, Known, false), ("target", 14, Known, true), ("test", 12, Known, true), ("open", 16, Known + 1, true),
        })
        {
            var pixels = new byte[count * Frames * Side * Side * channels];
            var labels = new long[count];
            for (var clip = 0; clip < count; clip++)
            {
                labels[clip] = clip % classes;
                for (var frame = 0; frame < Frames; frame++)
                {
                    Frame((int)labels[clip], clip, frame, isTarget, channels).CopyTo(pixels, ((clip * Frames) + frame) * Side * Side * channels);
                }
            }

            arrays[part + "_video"] = NdArray.From(pixels, count, Frames, Side, Side, channels);
            arrays[part + "_label"] = NdArray.From(labels, count);
        }

        NpzWriter.Write(path, arrays, lasting: false);
    }

    /// <summary>A frame's pixels, [height, width, channels].</summary>
    /// <param name="label">The clip's class.</param>
    /// <param name="clip">The clip's number, from which place and noise follow.</param>
    /// <param name="frame">The frame's number, from 0.</param>
    /// <param name="isTarget">Whether it is of the target domain.</param>
    /// <param name="channels">1 or 3.</param>
    public static byte[] Frame(int label, int clip, int frame, bool isTarget, int channels = 3)
    {
        var random = new Random((clip * 100) + frame + (isTarget ? 10_000 : 0));
        var pixels = new byte[Side * Side * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((isTarget ? 90 : 20) + random.Next(20));
        }

        var (x, y) = ((clip * 5) + (label switch { 0 => frame, 3 => -frame, _ => 0 }), (clip * 3) + (label == 1 ? frame : 0));
        for (var i = 0; i < 16; i++)
        {
            var place = ((((y + (i / 4)) % Side) * Side) + ((x + (i % 4) + Side) % Side)) * channels;
            pixels.AsSpan(place, channels).Fill(230);
        }

        return pixels;
    }
}
