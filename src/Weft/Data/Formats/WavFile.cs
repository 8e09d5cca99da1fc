using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>
/// Reads and writes RIFF WAVE files: PCM of 8, 16, 24 and 32 bits and floats of 32 and 64 bits, plain or "extensible". Several channels are
/// mixed down to their mean. Chunks other than `fmt ` and `data` are walked over.
/// </summary>
public static class WavFile
{
    /// <summary>The longest file that is read: 64 MiB, six minutes of the widest usual format.</summary>
    public const int MaximumBytes = 64 << 20;

    private const int MaximumChannels = 8;
    private const int PcmFormat = 1;
    private const int FloatFormat = 3;
    private const int ExtensibleFormat = 0xFFFE;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The sound, mixed down to one channel; at least one sample.</returns>
    /// <exception cref="InvalidFileException">The file is absent, not WAVE, truncated, or in an encoding that is not read.</exception>
    public static Sound Read(string path)
    {
        using var file = BoundedRead.Open(path);
        return Read(file, path);
    }

    /// <summary>Reads from a stream, such as an entry of a zip file.</summary>
    /// <param name="stream">The stream; read to its end, need not be seekable.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <returns>The sound, mixed down to one channel; at least one sample.</returns>
    /// <exception cref="InvalidFileException">The content is not WAVE, truncated, or in an encoding that is not read.</exception>
    public static Sound Read(Stream stream, string name) => Parse(BoundedRead.All(stream, name, MaximumBytes), name);

    /// <summary>Reads from memory.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <returns>The sound, mixed down to one channel; at least one sample.</returns>
    /// <exception cref="InvalidFileException">The content is not WAVE, truncated, or in an encoding that is not read.</exception>
    public static Sound Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            throw new InvalidFileException(name, "is not a WAVE file: it does not begin with RIFF and WAVE");
        }

        var format = default(Format?);
        for (var position = 12; ;)
        {
            if (position + 8 > file.Length)
            {
                throw new InvalidFileException(
                    name, format is null ? "has no fmt chunk: it is truncated" : "has no data chunk: it is truncated");
            }

            var id = file.Slice(position, 4);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(position + 4)..]);
            position += 8;
            if (size > file.Length - position)
            {
                throw new InvalidFileException(
                    name, $"is truncated: its {Printable(id)} chunk promises {size} bytes, but {file.Length - position} are left");
            }

            var chunk = file.Slice(position, (int)size);
            if (id.SequenceEqual("fmt "u8))
            {
                format = Format.Parse(chunk, name);
            }
            else if (id.SequenceEqual("data"u8))
            {
                return format is { } known
                    ? new Sound(Decode(chunk, known, name), known.Rate)
                    : throw new InvalidFileException(name, "has its data chunk before its fmt chunk");
            }

            // Chunks begin at even places.
            position += (int)size + (int)(size & 1);
        }
    }

    /// <summary>The bytes of a 16-bit PCM file with one channel.</summary>
    /// <param name="samples">The samples; values beyond ±1 are clipped.</param>
    /// <param name="rate">Samples per second, in hertz.</param>
    public static byte[] Encode(ReadOnlySpan<float> samples, int rate)
    {
        var file = new byte[44 + (2 * samples.Length)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), PcmFormat);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 2 * rate);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), value);
        }

        return file;
    }

    private static float[] Decode(ReadOnlySpan<byte> data, Format format, string name)
    {
        var frame = format.Channels * format.Width;
        if (data.Length < frame || data.Length % frame != 0)
        {
            throw new InvalidFileException(
                name, $"holds {data.Length} bytes of sound, which is not a whole number of {frame}-byte samples above none");
        }

        var samples = new float[data.Length / frame];
        for (var i = 0; i < samples.Length; i++)
        {
            var sum = 0.0;
            for (var channel = 0; channel < format.Channels; channel++)
            {
                sum += format.Value(data[((i * frame) + (channel * format.Width))..]);
            }

            samples[i] = (float)(sum / format.Channels);
            if (!float.IsFinite(samples[i]))
            {
                throw new InvalidFileException(name, $"holds a value that is not a number at sample {i}");
            }
        }

        return samples;
    }

    private static string Printable(ReadOnlySpan<byte> id) =>
        id.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? "unnamed" : Encoding.ASCII.GetString(id).TrimEnd();

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Format(int Channels, int Rate, int Width, bool Floating)
    {
        public static Format Parse(ReadOnlySpan<byte> chunk, string name)
        {
            if (chunk.Length < 16)
            {
                throw new InvalidFileException(name, $"has a fmt chunk of {chunk.Length} bytes, but 16 is the least");
            }

            int encoding = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
            int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
            var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            int align = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
            int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
            if (encoding == ExtensibleFormat && chunk.Length >= 26)
            {
                // The first two bytes of the sub-format's GUID are the plain encoding.
                encoding = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
            }

            if (!(encoding == PcmFormat && bits is 8 or 16 or 24 or 32) && !(encoding == FloatFormat && bits is 32 or 64))
            {
                throw new InvalidFileException(
                    name,
                    $"is in WAVE encoding {encoding} with {bits} bits, but PCM of 8, 16, 24 or 32 bits or floats are read; convert it");
            }

            if (channels is 0 or > MaximumChannels || rate is < Resampler.MinimumRate or > Resampler.MaximumRate
                || align != channels * (bits / 8))
            {
                throw new InvalidFileException(
                    name, $"has an impossible fmt chunk: {channels} channels at {rate} Hz with {align} bytes per sample");
            }

            return new Format(channels, (int)rate, bits / 8, encoding == FloatFormat);
        }

        public double Value(ReadOnlySpan<byte> at) => (Floating, Width) switch
        {
            (true, 4) => BinaryPrimitives.ReadSingleLittleEndian(at),
            (true, _) => BinaryPrimitives.ReadDoubleLittleEndian(at),
            (_, 1) => (at[0] - 128) / 128.0,
            (_, 2) => BinaryPrimitives.ReadInt16LittleEndian(at) / 32768.0,
            (_, 3) => ((at[0] << 8) | (at[1] << 16) | (at[2] << 24)) / 2147483648.0,
            _ => BinaryPrimitives.ReadInt32LittleEndian(at) / 2147483648.0,
        };
    }
}
