using System.IO.Compression;
using System.Text;
using Weft.Torch.Files.Pickle;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>The format of torch.save since 1.6: a zip archive of NAME/data.pkl and one entry NAME/data/KEY for each storage.</summary>
internal sealed class ZipBlocks : IBlocks
{
    private const string PickleName = "/data.pkl";
    private const string OrderName = "/byteorder";

    // Every block may be walked through so often: tensors that share a block are read one by one.
    private const long MostPasses = 256;

    private readonly string path;
    private readonly CheckedZip zip;
    private readonly string folder;
    private readonly long budget;
    private long walked;

    /// <summary>Reads the pickle and checks the storages' sizes.</summary>
    /// <exception cref="InvalidFileException">It is no such file, damaged, hostile or big-endian.</exception>
    public ZipBlocks(FileStream stream, string path)
    {
        this.path = path;
        zip = new CheckedZip(stream, path, "checkpoint of torch.save");
        try
        {
            var pickle = zip.Entries.Keys
                .Where(name => name.EndsWith(PickleName, StringComparison.Ordinal) && name.Count(c => c == '/') == 1)
                .ToArray();
            folder = pickle is [var only]
                ? only[..^PickleName.Length]
                : throw new InvalidFileException(
                    path, "this zip archive holds no data.pkl in one folder, so it is no checkpoint of torch.save; give another file");
            RequireLittleEndian();
            var objects = new TorchObjects();
            Root = ReadPickle(pickle[0], objects);
            foreach (var (key, (type, count)) in objects.Blocks)
            {
                var entry = Entry(key);
                zip.RequirePossible(entry.FullName);
                if (entry.Length != count * type.ByteSize())
                {
                    throw new InvalidFileException(
                        path,
                        $"the storage {InputFile.Quote(key)} has {entry.Length} bytes, but its {count} elements of {type} take "
                        + $"{(Int128)count * type.ByteSize()}; the file is damaged, so fetch or write it again");
                }

                budget += entry.Length * MostPasses;
            }
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public object? Root { get; }

    /// <inheritdoc/>
    public void Copy(string key, long offset, long count, Action<ReadOnlySpan<byte>> write)
    {
        var entry = Entry(key);
        var place = zip.Place(entry.FullName);
        using var stream = zip.Open(entry.FullName);
        walked += count;
        if (offset == 0 && count == entry.Length)
        {
            using var summed = new Crc32Stream(stream);
            RequireBudget();
            StreamCopy.Copy(summed, count, place, write);
            zip.RequireSum(summed, entry.FullName);
            return;
        }

        if (stream.CanSeek)
        {
            stream.Position = offset;
        }
        else
        {
            walked += offset;
            RequireBudget();
            StreamCopy.Copy(stream, offset, place, _ => { });
        }

        RequireBudget();
        StreamCopy.Copy(stream, count, place, write);
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private void RequireBudget()
    {
        if (walked > budget)
        {
            throw new InvalidFileException(path, "far more tensors share their storages than any network needs; save each with .clone()");
        }
    }

    private ZipArchiveEntry Entry(string key) => zip.Entries.TryGetValue($"{folder}/data/{key}", out var entry)
        ? entry
        : throw new InvalidFileException(path, $"the storage {InputFile.Quote(key)} is not in the archive; fetch or write the file again");

    private object? ReadPickle(string name, TorchObjects objects) => zip.Read(name, (stream, place) =>
    {
        var length = zip.Entries[name].Length;
        var input = new PickleInput(stream, length, place);
        var root = new PickleMachine(input, objects, TorchCheckpoint.MaximumOperations).Read();
        return input.Left == 0
            ? root
            : throw input.Refuse($"the pickle ends but {input.Left} bytes follow; the file is damaged, so fetch or write it again");
    });

    private void RequireLittleEndian()
    {
        if (!zip.Entries.TryGetValue(folder + OrderName, out var entry))
        {
            return;
        }

        var order = entry.Length > 16
            ? string.Empty
            : zip.Read(entry.FullName, (stream, place) => Encoding.Latin1.GetString(InputFile.ReadExactly(stream, entry.Length, place)));
        if (!string.Equals(order, "little", StringComparison.Ordinal))
        {
            throw new InvalidFileException(
                path,
                $"the checkpoint's byte order is {InputFile.Quote(order)}, not little; "
                + "load it in Python and save it again on a common machine");
        }
    }
}
