using System.Globalization;
using Weft.Torch.Files.Pickle;

namespace Weft.Torch.Files.Checkpoints;

/// <summary>Finds the weights in what a checkpoint holds.</summary>
internal static class StateFinder
{
    private const string Parallel = "module.";

    // Under which names training scripts keep the weights beside the optimizer and the epoch.
    private static readonly string[] Sections = ["state_dict", "model_state_dict", "model", "net"];

    /// <summary>The weights by name, where they were, and what else there is.</summary>
    /// <exception cref="InvalidFileException">There are none, or two have one name.</exception>
    public static (string? Section, List<(string Name, TorchTensor Tensor)> Tensors, List<string> LeftOut) Find(object? root, string path)
    {
        if (root is not PickleMap dictionary)
        {
            throw new InvalidFileException(
                path,
                $"it holds {Describe(root)} instead of a state dictionary; "
                + "save it in Python with torch.save(model.state_dict(), FILE)");
        }

        string? section = null;
        var leftOut = new List<string>();
        if (!HasTensors(dictionary))
        {
            var found = Sections.Select(name => (Name: name, State: dictionary.TryGet(name, out var value) ? value as PickleMap : null))
                .FirstOrDefault(one => one.State is not null && HasTensors(one.State));
            if (found.State is null)
            {
                var keys = dictionary.Entries.Take(10).Select(entry => InputFile.Quote(Key(entry.Key)));
                throw new InvalidFileException(
                    path,
                    $"no tensors were found, neither directly nor under {string.Join(", ", Sections)}; it holds {dictionary.Count} entries"
                    + $"{(dictionary.Count > 0 ? $": {string.Join(", ", keys)}" : string.Empty)}; save model.state_dict() alone");
            }

            leftOut.AddRange(dictionary.Entries.Where(entry => !ReferenceEquals(entry.Value, found.State)).Select(Describe));
            (section, dictionary) = found;
        }

        leftOut.AddRange(dictionary.Entries.Where(entry => !IsTensor(entry)).Select(Describe));
        return (section, Name(dictionary, path), leftOut);
    }

    private static List<(string Name, TorchTensor Tensor)> Name(PickleMap dictionary, string path)
    {
        var tensors = new List<(string Name, TorchTensor Tensor)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Entries.Where(IsTensor))
        {
            var name = (string)key;
            name = name.StartsWith(Parallel, StringComparison.Ordinal) ? name[Parallel.Length..] : name;
            if (!names.Add(name) || name is SafeTensorsHeader.MetadataKey || name.Any(char.IsSurrogate))
            {
                throw new InvalidFileException(
                    path, $"two tensors are named {InputFile.Quote(name)}, or the name cannot be used; rename it in Python and save again");
            }

            tensors.Add((name, (TorchTensor)value!));
        }

        return tensors;
    }

    private static bool HasTensors(PickleMap dictionary) => dictionary.Entries.Any(IsTensor);

    private static bool IsTensor(KeyValuePair<object, object?> entry) => entry is { Key: string, Value: TorchTensor };

    private static string Describe(KeyValuePair<object, object?> entry) => $"{InputFile.Quote(Key(entry.Key))} ({Describe(entry.Value)})";

    private static string Key(object key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        string text => InputFile.Quote(text),
        bool truth => truth ? "true" : "false",
        long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        TorchTensor tensor => $"a tensor {ArrayShape.Text(tensor.Shape.AsSpan())}",
        PickleMap dictionary => $"a dictionary of {dictionary.Count}",
        List<object?> list => $"a list of {list.Count}",
        PickleTuple tuple => $"a tuple of {tuple.Items.Length}",
        PickleOpaque opaque => $"{opaque.Name}, skipped",
        _ => "a value",
    };
}
