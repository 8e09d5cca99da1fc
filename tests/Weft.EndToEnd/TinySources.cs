using System.Buffers.Binary;
using Weft.Data.Formats;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Sources of an AV-MNIST of a few pairs, made on the spot, for tests that damage them.</summary>
internal sealed class TinySources : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal TinySources()
    {
        Directory.CreateDirectory(this["mnist"]);
        Directory.CreateDirectory(this["speech"]);
        foreach (var (part, count) in new[] { ("train", 60), ("t10k", 20) })
        {
            var random = new Random(count);
            var pixels = new byte[count * 784];
            random.NextBytes(pixels);
            Write($"mnist/{part}-images-idx3-ubyte", pixels, count, 28, 28);
            Write($"mnist/{part}-labels-idx1-ubyte", [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))], count);
        }

        for (var i = 0; i < 80; i++)
        {
            var frequency = 200 + (37 * i);
            var tone = Enumerable.Range(0, 900).Select(t => 0.3f * MathF.Sin(2 * MathF.PI * frequency * t / 8000)).ToArray();
            File.WriteAllBytes(this[$"speech/{i / 8}_{(i % 2 == 0 ? "ada" : "bob")}_{i / 2 % 4}.wav"], WavFile.Encode(tone, 8000));
        }
    }

    internal string[] Arguments =>
        ["data", "prepare", "avmnist", "--out", this["out"], "--mnist", this["mnist"], "--speech", this["speech"], "--noise", "none", "--train", "40", "--dev", "10", "--test", "15"];

    internal string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    private void Write(string name, byte[] data, params int[] shape)
    {
        var header = new byte[4 + (4 * shape.Length)];
        header[2] = 8;
        header[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        }

        File.WriteAllBytes(this[name], [.. header, .. data]);
    }
}
