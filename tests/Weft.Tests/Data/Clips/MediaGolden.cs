using Shouldly;
using Weft.Data.Clips;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Clips;

/// <summary>Pictures and what the published pipeline makes of them.</summary>
internal sealed class MediaGolden : IDisposable
{
    private readonly NpzReader reader = new(TestPaths.Golden("cdar", "media.npz"));

    /// <summary>Frames of an array [frames, height, width, 3] or [height, width, 3].</summary>
    public FrameStack Frames(string name)
    {
        var array = reader.Read(name);
        var shape = array.Shape;
        return new FrameStack(array.As<byte>().ToArray(), shape.Length == 4 ? (int)shape[0] : 1, (int)shape[^3], (int)shape[^2]);
    }

    public byte[] Bytes(string name) => reader.Read(name).As<byte>().ToArray();

    public float[] Floats(string name) => reader.Read(name).As<float>().ToArray();

    /// <summary>Compares pixels without listing them all.</summary>
    public static void ShouldEqual(ReadOnlySpan<byte> made, ReadOnlySpan<byte> wanted, int others = 0)
    {
        made.Length.ShouldBe(wanted.Length);
        var (different, most) = (0, 0);
        for (var i = 0; i < made.Length; i++)
        {
            different += made[i] == wanted[i] ? 0 : 1;
            most = Math.Max(most, Math.Abs(made[i] - wanted[i]));
        }

        different.ShouldBeLessThanOrEqualTo(others, $"{different} of {made.Length} differ, by {most} at most");
        most.ShouldBeLessThanOrEqualTo(1);
    }

    public void Dispose() => reader.Dispose();
}
