using System.Collections.Frozen;
using System.Collections.Immutable;
using Weft.Torch.Files.Pickle;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>
/// The names that a PyTorch checkpoint may hold: tensors, storages, ordered dictionaries, and a few harmless extras that are skipped.
/// </summary>
internal sealed class TorchObjects : IPickleObjects
{
    private static readonly FrozenDictionary<string, ElementType> StorageTypes = new Dictionary<string, ElementType>
    {
        ["BoolStorage"] = ElementType.Bool,
        ["ByteStorage"] = ElementType.UInt8,
        ["CharStorage"] = ElementType.Int8,
        ["ShortStorage"] = ElementType.Int16,
        ["IntStorage"] = ElementType.Int32,
        ["LongStorage"] = ElementType.Int64,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["FloatStorage"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What training scripts keep beside the weights: options, numbers of numpy, where a tensor lay.
    private static readonly FrozenSet<string> Skipped = FrozenSet.Create(
        StringComparer.Ordinal,
        "argparse.Namespace",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct",
        "numpy.ndarray",
        "numpy.dtype",
        "_codecs.encode",
        "torch.device");

    // A list may be named again and again, and each ordered dictionary made of it is a copy.
    private const long MostPairs = 1 << 20;

    private readonly FrozenDictionary<string, PickleFunction> known;
    private readonly Dictionary<string, (ElementType Type, long Count)> blocks = new(StringComparer.Ordinal);
    private long pairsTaken;

    /// <summary>Makes the list.</summary>
    public TorchObjects()
    {
        var functions = new List<PickleFunction>
        {
            new("collections", "OrderedDict", OrderedDictionary),
            new("torch._utils", "_rebuild_tensor", Tensor),
            new("torch._utils", "_rebuild_tensor_v2", Tensor),
            new("torch._utils", "_rebuild_parameter", Parameter),
            new("torch", "Size", Size),
        };
        functions.AddRange(StorageTypes.Keys.Select(name =>
            new PickleFunction("torch", name, _ => throw Damaged("a storage is made in place"))));
        known = functions.ToFrozenDictionary(function => function.FullName, StringComparer.Ordinal);
    }

    /// <summary>The blocks that storages lie in, by key, with the size that the pickle claims.</summary>
    public IReadOnlyDictionary<string, (ElementType Type, long Count)> Blocks => blocks;

    /// <inheritdoc/>
    public PickleFunction? Find(string module, string name)
    {
        var full = $"{module}.{name}";
        if (known.TryGetValue(full, out var function))
        {
            return function;
        }

        return Skipped.Contains(full) ? new PickleFunction(module, name, _ => new PickleOpaque(full)) : null;
    }

    /// <summary>A storage: ('storage', type, key, place, count), and in the legacy format a view of a part or None.</summary>
    public object Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleFunction function, string key, string, long count, ..] and var parts }
            || !StorageTypes.TryGetValue(function.FullName["torch.".Length..], out var type)
            || count < 0
            || count > long.MaxValue / 8)
        {
            throw Damaged("a storage is described in a way that is not known");
        }

        if (!blocks.TryAdd(key, (type, count)) && blocks[key] != (type, count))
        {
            throw Damaged($"the storage {InputFile.Quote(key)} is described in two ways");
        }

        return parts switch
        {
            { Length: 5 } or [_, _, _, _, _, null] => new TorchStorage(key, type, count, 0, count),
            [_, _, _, _, _, PickleTuple { Items: [string, long offset, long length] }]
                when offset >= 0 && length >= 0 && offset <= count && length <= count - offset =>
                new TorchStorage(key, type, count, offset, length),
            _ => throw Damaged($"the storage {InputFile.Quote(key)} is a part that does not lie in its whole"),
        };
    }

    object? IPickleObjects.Persistent(object? id) => Persistent(id);

    private PickleMap OrderedDictionary(PickleTuple arguments)
    {
        var dictionary = new PickleMap();
        switch (arguments.Items)
        {
            case []:
                return dictionary;
            case [List<object?> pairs]:
                pairsTaken += pairs.Count;
                if (pairsTaken > MostPairs)
                {
                    throw Damaged($"ordered dictionaries are made of more than {MostPairs} pairs");
                }

                foreach (var pair in pairs)
                {
                    var (key, value) = pair switch
                    {
                        List<object?> and [var k, var v] => (k, v),
                        PickleTuple { Items: [var k, var v] } => (k, v),
                        _ => throw Damaged("an ordered dictionary is made of something else than pairs"),
                    };
                    dictionary.Set(key, value);
                }

                return dictionary;
            default:
                throw Damaged("an ordered dictionary is made in a way that is not known");
        }
    }

    private static TorchTensor Tensor(PickleTuple arguments) => arguments.Items switch
    {
        [TorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..] =>
            new TorchTensor(storage, offset, Axes(shape), Axes(strides)),
        _ => throw Damaged("a tensor is described in a way that is not known"),
    };

    private static TorchTensor Parameter(PickleTuple arguments) =>
        arguments.Items is [TorchTensor tensor, ..] ? tensor : throw Damaged("a parameter is no tensor");

    private static PickleTuple Size(PickleTuple arguments) =>
        arguments.Items is [PickleTuple axes] ? axes : throw Damaged("a size is no tuple");

    private static ImmutableArray<long> Axes(PickleTuple tuple) =>
    [
        .. tuple.Items.Select(item => item is long number
            ? number
            : throw Damaged("a tensor's shape holds something else than whole numbers")),
    ];

    private static FormatException Damaged(string what) => new($"{what}; the file is damaged, so fetch or write it again");
}
