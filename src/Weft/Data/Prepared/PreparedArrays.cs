using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Prepared;

/// <summary>Opens the arrays of a prepared folder, each held against the manifest: its length, type and shape.</summary>
/// <param name="folder">The prepared folder.</param>
/// <param name="files">The files that the manifest lists.</param>
internal sealed class PreparedArrays(string folder, IReadOnlyDictionary<string, PreparedFile> files)
{
    /// <summary>Maps a file into memory.</summary>
    /// <param name="name">Its path within the folder.</param>
    /// <param name="type">What one element must be.</param>
    /// <param name="shape">The wanted shape; -1 first for any number of rows.</param>
    /// <exception cref="InvalidFileException">It is absent, damaged, or another array.</exception>
    public NpyFile Map(string name, ElementType type, params ReadOnlySpan<long> shape)
    {
        var path = PreparedFolder.Checked(folder, name, files);
        var file = NpyFile.OpenMapped(path);
        try
        {
            Require(path, file.Type, file.Shape, type, shape);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file into memory.</summary>
    /// <inheritdoc cref="Map"/>
    public NdArray Read(string name, ElementType type, params ReadOnlySpan<long> shape)
    {
        var path = PreparedFolder.Checked(folder, name, files);
        var array = NpyReader.Read(path);
        Require(path, array.Type, array.Shape, type, shape);
        return array;
    }

    private static void Require(string path, ElementType type, IReadOnlyList<long> shape, ElementType wantedType, ReadOnlySpan<long> wanted)
    {
        long[] whole = wanted is [-1, .. var row] && shape.Count > 0 ? [shape[0], .. row] : wanted.ToArray();
        if (type != wantedType || !shape.SequenceEqual(whole))
        {
            throw new InvalidFileException(
                path,
                $"holds {type} [{string.Join(", ", shape)}], but the manifest's counts ask for {wantedType} [{string.Join(", ", whole)}]; "
                + "prepare the data again");
        }
    }
}
