using System.Buffers.Text;
using System.Globalization;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Ntu;

/// <summary>
/// Reads skeletons as the sensor's software wrote them, as text: the number of frames; for each frame the number of bodies; for each body a
/// line about it, the number of joints and a line for each joint, which begins with x, y and z in metres. The third and later bodies are
/// passed over, what is not a number (nan) is 0, and a body that is not there is all 0.
/// </summary>
internal static class SkeletonFile
{
    /// <summary>Coordinates of a joint.</summary>
    public const int Axes = 3;

    /// <summary>Joints of a body.</summary>
    public const int Joints = 25;

    /// <summary>Bodies that are kept.</summary>
    public const int Bodies = 2;

    /// <summary>Values of a frame: [axes, joints, bodies].</summary>
    public const int FrameValues = Axes * Joints * Bodies;

    /// <summary>More frames than any clip has: nine minutes.</summary>
    public const int MaximumFrames = 1 << 14;

    private const int MaximumBodies = 64;
    private const int MaximumBytes = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The .skeleton file.</param>
    /// <returns>Frames one after another, each [axes, joints, bodies].</returns>
    /// <exception cref="InvalidFileException">It is absent, damaged, or has no body in any frame.</exception>
    public static float[] Read(string path)
    {
        using var file = BoundedRead.Open(path);
        return Parse(BoundedRead.All(file, path, MaximumBytes), path);
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="path">What to call it in errors.</param>
    /// <returns>Frames one after another, each [axes, joints, bodies].</returns>
    /// <exception cref="InvalidFileException">It is damaged, or has no body in any frame.</exception>
    public static float[] Parse(ReadOnlySpan<byte> text, string path)
    {
        var lines = new Lines(text, path);
        var frames = lines.Count("frames", 0, MaximumFrames);
        var values = new List<float>();
        var anybody = false;
        Span<float> frame = stackalloc float[FrameValues];
        for (var f = 0; f < frames; f++)
        {
            frame.Clear();
            var bodies = lines.Count("bodies", 0, MaximumBodies);
            anybody |= bodies > 0;
            for (var body = 0; body < bodies; body++)
            {
                lines.Next();
                lines.Count("joints", Joints, Joints);
                for (var joint = 0; joint < Joints; joint++)
                {
                    lines.Joint(frame, joint, body);
                }
            }

            values.AddRange(frame);
        }

        return anybody
            ? [.. values]
            : throw new InvalidFileException(path, $"has no {(frames == 0 ? "frames" : "body in any frame")}: its skeleton is missing");
    }

    /// <summary>The lines that are left, and how many there were.</summary>
    private ref struct Lines(ReadOnlySpan<byte> text, string path)
    {
        private ReadOnlySpan<byte> rest = text;
        private int number;

        /// <summary>The next line, without its end.</summary>
        public ReadOnlySpan<byte> Next()
        {
            if (rest.IsEmpty)
            {
                throw new InvalidFileException(
                    path,
                    $"ends behind line {number}, before its last frame does: it is truncated; get it again");
            }

            number++;
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            return line.Trim(" \t\r"u8);
        }

        /// <summary>A line that is a whole number.</summary>
        public int Count(string what, int least, int most)
        {
            var line = Next();
            if (!Utf8Parser.TryParse(line, out int count, out var used) || used != line.Length)
            {
                throw Problem(line, $"is no number of {what}");
            }

            return count >= least && count <= most ? count
                : least == most ? throw Problem(line, $"is not the number of {what}, which is {least}")
                : throw Problem(line, $"cannot be the number of {what}, which is at most {most}");
        }

        /// <summary>A line that begins with the coordinates of a joint.</summary>
        public void Joint(scoped Span<float> frame, int joint, int body)
        {
            var line = Next();
            var left = line;
            for (var axis = 0; axis < Axes; axis++)
            {
                var end = left.IndexOfAny((byte)' ', (byte)'\t');
                var word = end < 0 ? left : left[..end];
                left = end < 0 ? [] : left[end..].TrimStart(" \t"u8);
                if (word.IsEmpty)
                {
                    throw Problem(line, "has fewer than the 3 coordinates of a joint");
                }

                var isNumber = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
                if (!isNumber || float.IsInfinity((float)value))
                {
                    throw Problem(word, "is no coordinate of a joint");
                }

                if (body < Bodies)
                {
                    frame[(((axis * Joints) + joint) * Bodies) + body] = double.IsNaN(value) ? 0 : (float)value;
                }
            }
        }

        private readonly InvalidFileException Problem(ReadOnlySpan<byte> quoted, string problem) =>
            new(path, $"line {number}: {Quoted(quoted)} {problem}; get the file again");

        private static string Quoted(ReadOnlySpan<byte> text)
        {
            const int longest = 40;
            var start = text[..Math.Min(text.Length, longest)].ToArray();
            var shown = string.Concat(start.Select(b => b is >= 0x20 and < 0x7F ? (char)b : '?'));
            return $"'{shown}{(text.Length > longest ? "…" : string.Empty)}'";
        }
    }
}
