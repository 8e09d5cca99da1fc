using Weft.Data.Arrays;
using Weft.Data.Loading;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>A task that its data define: whatever modalities and labels a prepared folder of arrays has. Vectors and sequences are encoded.</summary>
public sealed class VectorsTask : ITask
{
    private const int DefaultChannels = 128;
    private const int SequenceChannels = 64;
    private const int Kernel = 5;

    private VectorsTask(ArrayManifest manifest)
    {
        Name = manifest.Task;
        Classes = manifest.Classes;
        MultiLabel = manifest.MultiLabel;
        Modalities = [.. manifest.Modalities.Select(m =>
            new Modality(m.Name, m.Shape, m.Shape.Count == 1 ? DefaultChannels : SequenceChannels, new NoiseAugmentation(0.1)))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public bool MultiLabel { get; }

    /// <inheritdoc/>
    public MetricKind Metric => MultiLabel ? MetricKind.F1Weighted : MetricKind.Accuracy;

    /// <summary>The task of a prepared folder.</summary>
    /// <param name="name">The task's name, which the folder must have been prepared for.</param>
    /// <param name="folder">The prepared folder.</param>
    /// <exception cref="InvalidFileException">The folder is absent, damaged or another task's.</exception>
    public static VectorsTask Of(string name, string folder) => new(ArrayManifest.Read(folder, name));

    /// <inheritdoc/>
    public ITaskData Open(string folder) => ArrayTaskData.Open(folder, this);

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random)
    {
        var shape = Modalities.FirstOrDefault(m => string.Equals(m.Name, modality, StringComparison.Ordinal))?.InputShape
            ?? throw new UsageException($"The task {Name} has the modalities {string.Join(", ", Modalities.Select(m => m.Name))}, not '{modality}'.");
        return shape.Count == 1
            ? new VectorNet((int)shape[0], channels, Classes, dropout, random)
            : new SequenceNet((int)shape[0], Blocks(shape[1]), Kernel, channels, Classes, dropout, random);
    }

    /// <summary>As many blocks as the halving of the length allows, at most three.</summary>
    private static int Blocks(long length) => length >= 4 ? 3 : length >= 2 ? 2 : 1;
}
