using System.Buffers.Binary;
using Shouldly;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Tests.Data.Formats;

public sealed class WavFileTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        float[] samples = [0, 0.5f, -0.5f, -1, 32767 / 32768f, 0.25f];
        var sound = WavFile.Parse(WavFile.Encode(samples, 8000), "a");
        sound.Rate.ShouldBe(8000);
        sound.Samples.ShouldBe(samples);
    }

    [Fact]
    public void Writing_clips_what_is_beyond_full_scale() =>
        WavFile.Parse(WavFile.Encode([2, -2], 8000), "a").Samples.ShouldBe([32767 / 32768f, -1]);

    [Fact]
    public void Reads_every_width()
    {
        Parse(1, 1, 8, [0, 128, 255]).ShouldBe([-1, 0, 127 / 128f]);
        Parse(1, 1, 16, [0, 0x80, 0, 0x40]).ShouldBe([-1, 0.5f]);
        Parse(1, 1, 24, [0, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0xFF]).ShouldBe([-1, 0.5f, -1 / 8388608f]);
        Parse(1, 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40]).ShouldBe([-1, 0.5f]);
        Parse(3, 1, 32, BitConverter.GetBytes(0.125f)).ShouldBe([0.125f]);
        Parse(3, 1, 64, BitConverter.GetBytes(-0.125)).ShouldBe([-0.125f]);
    }

    [Fact]
    public void Channels_are_mixed_to_their_mean() => Parse(1, 2, 16, [0, 0x40, 0, 0, 0, 0x80, 0, 0x80]).ShouldBe([0.25f, -1]);

    [Fact]
    public void Other_chunks_are_walked_over_and_extensible_formats_are_known()
    {
        byte[] data = [0, 0x40];
        var list = Chunk("LIST", [1, 2, 3]);
        WavFile.Parse(File([.. list, .. Chunk("fmt ", Format(1, 1, 16)), .. list, .. Chunk("data", data), .. list]), "a").Samples.ShouldBe([0.5f]);
        byte[] extensible = [.. Format(0xFFFE, 1, 16), 22, 0, 16, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        WavFile.Parse(File([.. Chunk("fmt ", extensible), .. Chunk("data", data)]), "a").Samples.ShouldBe([0.5f]);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = WavFile.Encode([0.1f, 0.2f, 0.3f], 8000);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            Should.Throw<InvalidFileException>(() => WavFile.Parse(cut, "cut.wav"), $"cut at {length}")
                .Message.ShouldStartWith("cut.wav: ");
            Should.Throw<InvalidFileException>(() => WavFile.Read(new MemoryStream(cut), "cut.wav"), $"cut at {length}");
        }
    }

    [Fact]
    public void Sizes_beyond_the_file_are_refused()
    {
        var file = WavFile.Encode([0.1f, 0.2f], 8000);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);
        Should.Throw<InvalidFileException>(() => WavFile.Parse(file, "a")).Message.ShouldBe(
            "a: is truncated: its data chunk promises 4294967295 bytes, but 4 are left");
    }

    [Fact]
    public void Encodings_that_are_not_read_are_named()
    {
        Should.Throw<InvalidFileException>(() => Parse(7, 1, 8, [0])).Message.ShouldContain("WAVE encoding 7 with 8 bits");
        Should.Throw<InvalidFileException>(() => Parse(1, 1, 12, [0, 0])).Message.ShouldContain("with 12 bits");
        Should.Throw<InvalidFileException>(() => Parse(1, 0, 16, [0, 0])).Message.ShouldContain("0 channels");
        Should.Throw<InvalidFileException>(() => Parse(1, 1, 16, [0, 0], rate: 10)).Message.ShouldContain("10 Hz");
    }

    [Fact]
    public void Odd_content_is_refused()
    {
        Should.Throw<InvalidFileException>(() => Parse(1, 1, 16, [])).Message.ShouldContain("not a whole number");
        Should.Throw<InvalidFileException>(() => Parse(1, 1, 16, [0, 0, 0])).Message.ShouldContain("not a whole number");
        Should.Throw<InvalidFileException>(() => Parse(3, 1, 32, [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(float.NaN)]))
            .Message.ShouldContain("not a number at sample 1");
        Should.Throw<InvalidFileException>(() => WavFile.Parse(File([.. Chunk("data", [0, 0]), .. Chunk("fmt ", Format(1, 1, 16))]), "a"))
            .Message.ShouldContain("before its fmt chunk");
        Should.Throw<InvalidFileException>(() => WavFile.Parse(File(Chunk("fmt ", [1, 0])), "a"))
            .Message.ShouldContain("fmt chunk of 2 bytes");
    }

    [Fact]
    public void Random_damage_gives_sounds_or_sentences()
    {
        var random = new Random(5);
        var whole = WavFile.Encode(new float[20], 8000);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                WavFile.Parse(damaged, "a").Samples.Length.ShouldBeGreaterThan(0);
            }
            catch (InvalidFileException)
            {
                // The other good outcome.
            }
        }
    }

    private static float[] Parse(int encoding, int channels, int bits, byte[] data, int rate = 8000) =>
        WavFile.Parse(File([.. Chunk("fmt ", Format(encoding, channels, bits, rate)), .. Chunk("data", data)]), "a").Samples;

    private static byte[] Format(int encoding, int channels, int bits, int rate = 8000)
    {
        var chunk = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(chunk, (ushort)encoding);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(12), (ushort)(channels * (bits / 8)));
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(14), (ushort)bits);
        return chunk;
    }

    private static byte[] Chunk(string id, byte[] content) =>
        [.. System.Text.Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length & 1]];

    private static byte[] File(byte[] chunks) => [.. "RIFF"u8, .. BitConverter.GetBytes(chunks.Length + 4), .. "WAVE"u8, .. chunks];
}
