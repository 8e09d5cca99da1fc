using System.Buffers.Binary;
using System.Numerics;
using Weft.Torch.Files.Pickle;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>
/// The format of torch.save before 1.6: three small pickles, the pickled object, the keys of its storages, and then each storage as a count
/// of elements and their bytes.
/// </summary>
internal sealed class LegacyBlocks : IBlocks
{
    private const long ProtocolVersion = 1001;
    private static readonly BigInteger Magic = new([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]);

    private readonly string path;
    private readonly FileStream stream;
    private readonly Dictionary<string, long> starts = new(StringComparer.Ordinal);

    /// <summary>Reads the pickles and finds the storages.</summary>
    /// <exception cref="InvalidFileException">It is no such file, damaged, hostile or big-endian.</exception>
    public LegacyBlocks(FileStream stream, string path)
    {
        (this.stream, this.path) = (stream, path);
        var objects = new TorchObjects();
        if (ReadPickle(objects, "it is not a file of torch.save") is not BigInteger magic
            || magic != Magic
            || ReadPickle(objects) is not ProtocolVersion)
        {
            throw new InvalidFileException(path, "this is not a file of torch.save; give a checkpoint (.pth, .pt, .checkpoint)");
        }

        if (ReadPickle(objects) is PickleMap system && system.TryGet("little_endian", out var little) && little is false)
        {
            throw new InvalidFileException(
                path, "the checkpoint was written by a big-endian machine; load it in Python and save it again on a common one");
        }

        Root = ReadPickle(objects);
        if (ReadPickle(objects) is not List<object?> keys)
        {
            throw new InvalidFileException(path, "the list of storages is missing; the file is damaged, so fetch or write it again");
        }

        foreach (var key in keys)
        {
            Find(key as string ?? string.Empty, objects);
        }

        if (objects.Blocks.Keys.FirstOrDefault(key => !starts.ContainsKey(key)) is { } absent)
        {
            throw new InvalidFileException(path, $"the storage {InputFile.Quote(absent)} is not in the file; fetch or write it again");
        }
    }

    /// <inheritdoc/>
    public object? Root { get; }

    /// <inheritdoc/>
    public void Copy(string key, long offset, long count, Action<ReadOnlySpan<byte>> write)
    {
        stream.Position = starts[key] + offset;
        StreamCopy.Copy(stream, count, path, write);
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private object? ReadPickle(TorchObjects objects, string? otherwise = null)
    {
        var start = stream.Position;
        var input = new PickleInput(stream, stream.Length - start, path);
        try
        {
            var value = new PickleMachine(input, objects, TorchCheckpoint.MaximumOperations).Read();
            stream.Position = start + input.Position;
            return value;
        }
        catch (InvalidFileException e) when (otherwise is not null)
        {
            throw new InvalidFileException(path, $"{otherwise}: {e.Message[(path.Length + 2)..]}", e);
        }
    }

    private void Find(string key, TorchObjects objects)
    {
        if (!objects.Blocks.TryGetValue(key, out var block) || starts.ContainsKey(key))
        {
            throw new InvalidFileException(
                path,
                $"the storage {InputFile.Quote(key)} is listed but no tensor has it, or twice; "
                + "the file is damaged, so fetch or write it again");
        }

        var count = BinaryPrimitives.ReadInt64LittleEndian(InputFile.ReadExactly(stream, sizeof(long), path));
        if (count != block.Count)
        {
            throw new InvalidFileException(
                path,
                $"the storage {InputFile.Quote(key)} claims {count} elements where it lies and {block.Count} in the pickle; "
                + "the file is damaged, so fetch or write it again");
        }

        var bytes = (UInt128)count * (uint)block.Type.ByteSize();
        if (bytes > (UInt128)(stream.Length - stream.Position))
        {
            throw InputFile.Truncated(path, (long)UInt128.Min((UInt128)stream.Position + bytes, long.MaxValue), stream.Length);
        }

        starts.Add(key, stream.Position);
        stream.Position += (long)bytes;
    }
}
