using Weft.Data;
using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Tasks;

/// <summary>A prepared folder of arrays as a task's data.</summary>
/// <param name="data">The opened folder, which it then owns.</param>
internal sealed class ArrayTaskData(ArrayDataset data) : ITaskData
{
    private readonly ArrayManifest manifest = data.Manifest;

    /// <inheritdoc/>
    public string ContentHash { get; } = PreparedFolder.ContentHash(data.Manifest.Files, $"{data.Manifest.Counts}");

    /// <summary>Opens a task's folder and makes sure that it is what the task takes it to be.</summary>
    /// <param name="folder">The prepared folder.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="InvalidFileException">The folder is absent, damaged, another task's, or of other modalities or classes.</exception>
    public static ArrayTaskData Open(string folder, ITask task)
    {
        var data = ArrayDataset.Open(folder, task.Name);
        var same = data.Manifest.Classes == task.Classes && data.Manifest.MultiLabel == task.MultiLabel
            && data.Manifest.Modalities.Select(Describe).SequenceEqual(task.Modalities.Select(m => Describe(new ArrayModality(m.Name, m.InputShape))));
        if (same)
        {
            return new ArrayTaskData(data);
        }

        data.Dispose();
        throw new InvalidFileException(
            Path.Combine(folder, ManifestFile.Name), $"has other modalities or classes than the task {task.Name}; prepare the data again");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Facts
    {
        get
        {
            var facts = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["samples (train / dev / test)"] = $"{manifest.Counts.Train} / {manifest.Counts.Dev} / {manifest.Counts.Test}",
            };
            foreach (var (name, value) in manifest.Recipe)
            {
                facts[name] = value;
            }

            facts["content"] = ContentHash[..16];
            return facts;
        }
    }

    /// <inheritdoc/>
    public int Count(Split split) => manifest.Counts.Of(split);

    /// <inheritdoc/>
    public RowTable Labels(Split split) => new(data.Labels(split));

    /// <inheritdoc/>
    public void Read(string modality, Split split, int index, Span<float> destination) =>
        data.Sample(modality, split, index).CopyTo(destination);

    /// <inheritdoc/>
    public void Dispose() => data.Dispose();

    private static string Describe(ArrayModality modality) => $"{modality.Name} [{string.Join(", ", modality.Shape)}]";
}
