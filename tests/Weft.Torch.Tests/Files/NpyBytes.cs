using System.Text;

namespace Weft.Torch.Tests.Files;

/// <summary>Builds .npy files by hand, also wrong ones.</summary>
internal static class NpyBytes
{
    /// <summary>A file of a version with this header text and data.</summary>
    public static byte[] Of(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    /// <summary>A file of this type and shape.</summary>
    public static byte[] Of(string descr, string shape, byte[] data, bool fortran = false, byte version = 1) =>
        Of($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", data, version);

    /// <summary>Reads bytes as a file named x.npy.</summary>
    public static Weft.Torch.Files.NdArray Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return Weft.Torch.Files.NpyReader.Read(stream, bytes.Length, "x.npy");
    }
}
