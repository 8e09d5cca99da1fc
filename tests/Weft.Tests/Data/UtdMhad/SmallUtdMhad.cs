using Weft.Data;
using Weft.Data.UtdMhad;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.UtdMhad;

/// <summary>A tiny UTD-MHAD in a folder of its own: 3 actions by 8 subjects, once each, 6 frames and 9 moments or more; every array can be replaced.</summary>
internal sealed class SmallUtdMhad : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallUtdMhad()
    {
        const int count = 24;
        int[] frames = [0, .. Enumerable.Range(0, count).Select(k => 6 + (k % 3))];
        int[] moments = [0, .. Enumerable.Range(0, count).Select(k => 9 + (k % 4))];
        for (var k = 1; k <= count; k++)
        {
            frames[k] += frames[k - 1];
            moments[k] += moments[k - 1];
        }

        Arrays = new(StringComparer.Ordinal)
        {
            ["skeleton"] = Noise(1, frames[^1], 20, 3),
            ["inertial"] = Noise(2, moments[^1], 6),
            ["skeleton_offset"] = NdArray.From(frames, count + 1),
            ["inertial_offset"] = NdArray.From(moments, count + 1),
            ["label"] = NdArray.From([.. Enumerable.Range(0, count).Select(k => 1 + (k / 8 * 13))], count),
            ["subject"] = NdArray.From([.. Enumerable.Range(0, count).Select(k => 1 + (k % 8))], count),
            ["trial"] = NdArray.From([.. Enumerable.Repeat(1, count)], count),
        };
    }

    public Dictionary<string, NdArray> Arrays { get; }

    public string this[string name] => folder[name];

    public static NdArray Noise(int seed, params long[] shape)
    {
        var random = ItemRandom.For(seed, 0, 0);
        return NdArray.From([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (float)random.NextNormal())], shape);
    }

    public string Write()
    {
        NpzWriter.Write(folder[UtdMhadSource.FileName], Arrays);
        return folder[UtdMhadSource.FileName];
    }

    public void Dispose() => folder.Dispose();
}
