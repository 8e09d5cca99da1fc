using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Text;

/// <summary>
/// Vectors of words from a text file as GloVe's are: each line a word and its numbers, parted by single blanks. Plain or gzip; a first line
/// with two counts, as word2vec and fastText write it, is left out. Only wanted words are kept, so memory does not grow with the file.
/// </summary>
public sealed class WordVectors
{
    private const int Gzip = 0x8B1F;
    private const int Zip = 0x4B50;

    private readonly Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);

    private WordVectors(int width) => Width = width;

    /// <summary>How many numbers each vector has, as the file's first line tells.</summary>
    public int Width { get; }

    /// <summary>How many of the wanted words the file has.</summary>
    public int Count => vectors.Count;

    /// <summary>Reads the vectors of some words.</summary>
    /// <param name="path">The file, plain or gzip (told by its first bytes).</param>
    /// <param name="wanted">The words to keep, compared exactly. Where a file has a word twice, the first one counts.</param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, damaged, or not of this format; the sentence names the line. Numbers are checked in lines that are kept, and
    /// that there are enough fields in all.
    /// </exception>
    public static WordVectors Read(string path, ISet<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        using var file = BoundedRead.Open(path);
        var kind = file.ReadByte() | (file.ReadByte() << 8);
        if (kind == Zip)
        {
            throw new InvalidFileException(path, "is a zip archive; unpack it and give one of the text files in it");
        }

        file.Position = 0;
        if (kind != Gzip)
        {
            return Read(new ByteLines(file, path), path, wanted);
        }

        var claimed = ClaimedLength(file);
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        var lines = new ByteLines(stream, path);
        var found = Read(lines, path, wanted);

        // A cut archive just ends. One of several parts has the last part's length only, but its last line is whole.
        return lines.HadEnd || claimed == (uint)lines.Bytes
            ? found
            : throw new InvalidFileException(lines.Place, "is where the archive breaks off; fetch the file again");
    }

    /// <summary>The vector of a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="vector">Its <see cref="Width"/> numbers; empty if it is unknown.</param>
    /// <returns>Whether the word was wanted and the file has it.</returns>
    public bool TryGet(string word, out ReadOnlySpan<float> vector)
    {
        var known = vectors.TryGetValue(word, out var values);
        vector = values;
        return known;
    }

    private static WordVectors Read(ByteLines lines, string path, ISet<string> wanted)
    {
        if (!lines.Next(out var line))
        {
            throw new InvalidFileException(path, "is empty; give a text file of word vectors, such as glove.6B.300d.txt");
        }

        line = line.TrimEnd((byte)' ');
        var result = new WordVectors(TryHeader(line, out var width) ? width : WidthOf(line, lines));
        if (width > 0 && !lines.Next(out line))
        {
            throw new InvalidFileException(path, "has a first line of two counts and nothing after it; fetch the file again");
        }

        do
        {
            result.Keep(line.TrimEnd((byte)' '), lines, wanted);
        }
        while (lines.Next(out line));
        return result;
    }

    private static uint ClaimedLength(FileStream file)
    {
        Span<byte> length = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - length.Length);
        var count = file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return count == length.Length ? BinaryPrimitives.ReadUInt32LittleEndian(length) : 0;
    }

    private static bool TryHeader(ReadOnlySpan<byte> line, out int width)
    {
        width = 0;
        var blank = line.IndexOf((byte)' ');
        return blank > 0
            && int.TryParse(line[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.TryParse(line[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && width is > 0 and <= ByteLines.LongestLine;
    }

    private static int WidthOf(ReadOnlySpan<byte> line, ByteLines lines)
    {
        var width = 0;
        int blank;
        while ((blank = line.LastIndexOf((byte)' ')) >= 0 && TryNumber(line[(blank + 1)..], out _))
        {
            width++;
            line = line[..blank];
        }

        return width > 0
            ? width
            : throw new InvalidFileException(
                lines.Place, "is not a word and its numbers, parted by blanks; give a text file of word vectors, such as glove.6B.300d.txt");
    }

    private void Keep(ReadOnlySpan<byte> line, ByteLines lines, ISet<string> wanted)
    {
        // A word may hold blanks itself: the last fields are the numbers.
        var end = line.Length;
        for (var i = 0; i < Width; i++)
        {
            end = end < 0 ? -1 : line[..end].LastIndexOf((byte)' ');
        }

        if (end < 0)
        {
            throw new InvalidFileException(
                lines.Place, $"has fewer than a word and {Width} numbers, which the first line has; the file is damaged or cut off: fetch it again");
        }

        var word = Encoding.UTF8.GetString(line[..end]);
        if (wanted.Contains(word) && !vectors.ContainsKey(word))
        {
            vectors.Add(word, Numbers(line[(end + 1)..], lines));
        }
    }

    private float[] Numbers(ReadOnlySpan<byte> text, ByteLines lines)
    {
        var numbers = new float[Width];
        var index = 0;
        foreach (var field in text.Split((byte)' '))
        {
            if (!TryNumber(text[field], out numbers[index++]))
            {
                throw new InvalidFileException(
                    lines.Place, $"has something at number {index} of {Width} that is no finite number; fetch the file again");
            }
        }

        return numbers;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out float number) =>
        float.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out number)
        && float.IsFinite(number);
}
