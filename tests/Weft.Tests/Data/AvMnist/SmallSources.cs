using System.Buffers.Binary;
using Weft.Data;
using Weft.Data.AvMnist;
using Weft.Data.Formats;
using Weft.Testing;

namespace Weft.Tests.Data.AvMnist;

/// <summary>Tiny sources of AV-MNIST in a folder of their own: 60 + 20 images, 10 digits by 2 speakers in 4 takes, 10 clips of noise in 5 folds.</summary>
internal sealed class SmallSources : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallSources()
    {
        Directory.CreateDirectory(Mnist);
        WriteMnist("train", 60, 1);
        WriteMnist("t10k", 20, 2);
        Directory.CreateDirectory(Speech);
        for (var i = 0; i < 80; i++)
        {
            File.WriteAllBytes(Path.Combine(Speech, $"{i / 8}_{(i % 2 == 0 ? "ada" : "bob")}_{i / 2 % 4}.wav"), Tone(600 + (13 * i), 200 + (37 * i)));
        }

        Directory.CreateDirectory(Noise);
        for (var i = 0; i < 10; i++)
        {
            File.WriteAllBytes(Path.Combine(Noise, $"{1 + (i / 2)}-{100 + i}-A-{i % 5}.wav"), Hiss(4000, i));
        }
    }

    public string Mnist => _folder["mnist"];

    public string Speech => _folder["speech"];

    public string Noise => _folder["noise"];

    public AvMnistRecipe Recipe => new() { Mnist = Mnist, Speech = Speech, Noise = Noise, Train = 40, Dev = 10, Test = 15 };

    public string this[string name] => _folder[name];

    public static byte[] Tone(int samples, int frequency) =>
        WavFile.Encode([.. Enumerable.Range(0, samples).Select(i => 0.3f * MathF.Sin(2 * MathF.PI * frequency * i / 8000))], 8000);

    public static byte[] Hiss(int samples, int seed)
    {
        var random = ItemRandom.For(seed, 0, 0);
        return WavFile.Encode([.. Enumerable.Range(0, samples).Select(_ => (float)(random.NextDouble() - 0.5))], 8000);
    }

    public static byte[] Idx(byte[] data, params int[] shape)
    {
        var header = new byte[4 + (4 * shape.Length)];
        header[2] = 8;
        header[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        }

        return [.. header, .. data];
    }

    public void Dispose() => _folder.Dispose();

    private void WriteMnist(string part, int count, int seed)
    {
        var images = new byte[count * 784];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var random = ItemRandom.For(seed, 0, i);
            labels[i] = (byte)random.Next(10);
            for (var pixel = 0; pixel < 784; pixel++)
            {
                // A block at the digit's place, so that few components hold much.
                images[(i * 784) + pixel] = (byte)(random.Next(60) + (pixel / 79 == labels[i] ? 150 : 0));
            }
        }

        File.WriteAllBytes(Path.Combine(Mnist, $"{part}-images-idx3-ubyte"), Idx(images, count, 28, 28));
        File.WriteAllBytes(Path.Combine(Mnist, $"{part}-labels-idx1-ubyte"), Idx(labels, count));
    }
}
