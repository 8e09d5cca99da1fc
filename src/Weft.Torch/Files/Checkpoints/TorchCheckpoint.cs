using System.Collections.Immutable;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>
/// A file of PyTorch's torch.save: a state dictionary, alone or in a training checkpoint, in the zip format or the legacy one. The pickle
/// inside can run nothing; the tensors are read one at a time, when asked for, and come out contiguous. One instance serves one thread.
/// </summary>
public sealed class TorchCheckpoint : IDisposable
{
    /// <summary>The operations that a checkpoint's pickle may have: some hundred times what the largest known networks need.</summary>
    internal const long MaximumOperations = 4_000_000;

    // Tied weights make a tensor appear under two names; far more than that would fill the disk from a small file.
    private const long MostRepetition = 16;

    // A tensor of two elements may reach over a whole storage, all of which is read for it.
    private const long MostReach = 256;

    private readonly string path;
    private readonly IBlocks blocks;
    private readonly Dictionary<string, TorchTensor> byName = new(StringComparer.Ordinal);

    private TorchCheckpoint(IBlocks blocks, string path)
    {
        (this.blocks, this.path) = (blocks, path);
        (Section, var tensors, var leftOut) = StateFinder.Find(blocks.Root, path);
        LeftOut = [.. leftOut];
        Tensors = [.. tensors.Select(t => new CheckpointTensor(t.Name, t.Tensor.Storage.Type, t.Tensor.Shape, t.Tensor.ByteCount))];
        foreach (var (name, tensor) in tensors)
        {
            byName.Add(name, tensor);
        }

        RequireNoRepetition([.. tensors.Select(t => t.Tensor)]);
    }

    /// <summary>The tensors, in the order in which they were saved.</summary>
    public ImmutableArray<CheckpointTensor> Tensors { get; }

    /// <summary>The entry that held the weights, such as <c>state_dict</c>; null where they were not in one.</summary>
    public string? Section { get; }

    /// <summary>What else there is, each as its name and what it is: <c>'epoch' (12)</c>.</summary>
    public ImmutableArray<string> LeftOut { get; }

    /// <summary>Opens a checkpoint, reads its pickle and checks all sizes against the file; no tensor is read yet.</summary>
    /// <param name="path">The file (.pth, .pt, .checkpoint, .pth.tar).</param>
    /// <returns>The open checkpoint, to be disposed.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, hostile, of another format, or holds no state
    /// dictionary.</exception>
    public static TorchCheckpoint Open(string path)
    {
        var stream = InputFile.Open(path);
        IBlocks? opened = null;
        try
        {
            var start = InputFile.ReadExactly(stream, Math.Min(stream.Length, TarMark.Offset + TarMark.Text.Length), path);
            stream.Position = 0;
            if (start.AsSpan().EndsWith(TarMark.Text) && start.Length > TarMark.Offset)
            {
                throw new InvalidFileException(
                    path, "this is a tar archive, as PyTorch wrote before 0.1.10; load it in Python and save it again with torch.save");
            }

            opened = start.AsSpan().StartsWith("PK"u8) ? new ZipBlocks(stream, path) : new LegacyBlocks(stream, path);
            return new TorchCheckpoint(opened, path);
        }
        catch
        {
            opened?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a tensor's elements, little-endian in C order; at most one block of the file is in memory meanwhile.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="InvalidFileException">There is no such tensor, or its bytes are damaged.</exception>
    public void CopyTo(string name, Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        TensorCopy.Write(Find(name), blocks, $"{path}, tensor {InputFile.Quote(name)}", output);
    }

    /// <summary>Copies a tensor into memory.</summary>
    /// <param name="name">The tensor.</param>
    /// <exception cref="InvalidFileException">There is no such tensor, it exceeds 2 GiB, or its bytes are damaged.</exception>
    public NdArray Read(string name)
    {
        var tensor = Find(name);
        if (tensor.ByteCount > Array.MaxLength)
        {
            throw new InvalidFileException(
                path, $"the tensor {InputFile.Quote(name)} has {tensor.ByteCount} bytes, more than one array in memory holds");
        }

        // Every size was held against the file when it was opened.
        var bytes = new byte[tensor.ByteCount];
        using var output = new MemoryStream(bytes);
        CopyTo(name, output);
        return new NdArray(tensor.Storage.Type, bytes, tensor.Shape.AsSpan());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => blocks.Dispose();

    private void RequireNoRepetition(TorchTensor[] tensors)
    {
        static Int128 Sum(IEnumerable<Int128> sizes) => sizes.Aggregate(default(Int128), (sum, size) => sum + size);
        var stored = Sum(tensors.Select(t => t.Storage).DistinctBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => (Int128)s.BlockCount * s.Type.ByteSize()));
        if (Sum(tensors.Select(t => (Int128)t.ByteCount)) > stored * MostRepetition
            || Sum(tensors.Select(t => (Int128)t.Reach * t.Storage.Type.ByteSize())) > stored * MostReach)
        {
            throw new InvalidFileException(
                path,
                $"its tensors are more than {MostRepetition} times as large as what is stored, or share far too much; "
                + "save each with .clone()");
        }
    }

    private TorchTensor Find(string name) => byName.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidFileException(path, $"there is no tensor {InputFile.Quote(name)} among its {byName.Count}");

    /// <summary>Where a tar archive says that it is one.</summary>
    private static class TarMark
    {
        public const int Offset = 257;

        public static ReadOnlySpan<byte> Text => "ustar"u8;
    }
}
