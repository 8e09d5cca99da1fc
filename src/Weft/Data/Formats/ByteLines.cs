using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>
/// Reads a stream line by line as bytes. Only '\n' ends a line, with a '\r' before it left out: texts hold characters that other readers
/// take for line ends. Memory stays bounded by the longest line that is accepted.
/// </summary>
/// <param name="stream">The stream; it stays the caller's.</param>
/// <param name="name">What to call it in errors.</param>
internal sealed class ByteLines(Stream stream, string name)
{
    /// <summary>The longest line that is accepted, in bytes.</summary>
    public const int LongestLine = 1 << 20;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The number of the last line read, from 1; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>How many bytes the stream gave so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether the last line read had an end of its own, and did not just stop.</summary>
    public bool HadEnd { get; private set; } = true;

    /// <summary>The last line read, for messages.</summary>
    public string Place => $"{name}, line {Number}";

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end, valid until the next call.</param>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="InvalidFileException">A line is too long, or the stream is damaged.</exception>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        int length;
        while ((length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n')) < 0 && !ended)
        {
            searched = end - start;
            Fill();
        }

        var all = length < 0 ? end - start : searched + length;
        line = buffer.AsSpan(start, all);
        if (length < 0 && all == 0)
        {
            return false;
        }

        start += length < 0 ? all : all + 1;
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        HadEnd = length >= 0;
        Number++;
        return true;
    }

    private void Fill()
    {
        if (end - start > LongestLine)
        {
            throw new InvalidFileException(
                $"{name}, line {Number + 1}", $"is longer than {LongestLine} bytes, which no line of such a file is; check that it is a text file");
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        try
        {
            var count = stream.Read(buffer, end, buffer.Length - end);
            ended = count == 0;
            end += count;
            Bytes += count;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new InvalidFileException(
                $"{name}, after line {Number}", $"cannot be read further ({error.Message}); fetch the file again", error);
        }
    }
}
