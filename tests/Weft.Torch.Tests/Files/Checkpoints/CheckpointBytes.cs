using System.IO.Compression;
using System.Text;

namespace Weft.Torch.Tests.Files.Checkpoints;

/// <summary>Checkpoints by hand, so that they can be wrong in ways that PyTorch never writes.</summary>
internal static class CheckpointBytes
{
    /// <summary>A pickle of {'w': tensor} over one storage '0'.</summary>
    /// <param name="type">The storage's type in Python.</param>
    /// <param name="count">The elements that it claims.</param>
    /// <param name="place">Offset, shape and strides as pickle operations.</param>
    public static string Tensor(string type, int count, string place) => "\u0080\u0002}U\u0001w" + Rebuild(type, count, place) + "s.";

    /// <summary>A tensor alone.</summary>
    public static string Rebuild(string type, int count, string place) =>
        $"ctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\n{type}\nU\u00010U\u0003cpuI{count}\ntQ{place}tR";

    /// <summary>Writes the zip format.</summary>
    /// <param name="path">Where.</param>
    /// <param name="pickle">The pickle, a character for a byte.</param>
    /// <param name="storage">The bytes of storage '0'.</param>
    /// <param name="level">How strongly it is compressed.</param>
    /// <param name="more">Further entries.</param>
    public static void WriteZip(
        string path, string pickle, ReadOnlySpan<byte> storage, CompressionLevel level = CompressionLevel.NoCompression, params (string Name, string Text)[] more)
    {
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write(zip, "x/data.pkl", Encoding.Latin1.GetBytes(pickle), level);
        Write(zip, "x/data/0", storage, level);
        foreach (var (name, text) in more)
        {
            Write(zip, name, Encoding.Latin1.GetBytes(text), level);
        }
    }

    private static void Write(ZipArchive zip, string name, ReadOnlySpan<byte> bytes, CompressionLevel level)
    {
        using var stream = zip.CreateEntry(name, level).Open();
        stream.Write(bytes);
    }
}
