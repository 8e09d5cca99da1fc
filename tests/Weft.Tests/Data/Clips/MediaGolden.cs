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

    public void Dispose() => reader.Dispose();
}
