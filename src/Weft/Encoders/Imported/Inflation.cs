using System.Runtime.InteropServices;
using Weft.Torch.Files;

namespace Weft.Encoders.Imported;

/// <summary>2-D kernels as 3-D ones that do the same to a still picture (MFAS specification 6.2).</summary>
internal static class Inflation
{
    /// <summary>
    /// Writes [outputs, inputs, height, width] as [outputs, inputs, time, height, width]: the central slice in time is the kernel, the
    /// others are 0.
    /// </summary>
    /// <param name="kernel">The 2-D kernel.</param>
    /// <param name="time">The length of the new axis, odd.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(NdArray kernel, long time, Stream stream)
    {
        var plane = (int)(kernel.Shape[2] * kernel.Shape[3]) * kernel.Type.ByteSize();
        var inflated = new byte[plane * time];
        var centre = inflated.AsSpan((int)(time / 2) * plane, plane);
        for (var at = 0; at < kernel.Bytes.Length; at += plane)
        {
            kernel.Bytes.Span.Slice(at, plane).CopyTo(centre);
            stream.Write(inflated);
        }
    }

    /// <summary>
    /// Writes [outputs, inputs, height, width] as [outputs, inputs, time, height, width]: every slice in time is the kernel divided by their
    /// number.
    /// </summary>
    /// <param name="kernel">The 2-D kernel, of Float32.</param>
    /// <param name="time">The length of the new axis.</param>
    /// <param name="stream">Where to.</param>
    public static void WriteRepeated(NdArray kernel, long time, Stream stream)
    {
        var plane = (int)(kernel.Shape[2] * kernel.Shape[3]);
        var slice = new float[plane];
        var values = MemoryMarshal.Cast<byte, float>(kernel.Bytes.Span);
        for (var at = 0; at < values.Length; at += plane)
        {
            for (var i = 0; i < plane; i++)
            {
                slice[i] = values[at + i] / time;
            }

            for (var t = 0; t < time; t++)
            {
                stream.Write(MemoryMarshal.AsBytes(slice.AsSpan()));
            }
        }
    }
}
