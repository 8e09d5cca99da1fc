using Weft.Data.Loading;
using Weft.Data.UtdMhad;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tasks;

/// <summary>UTD-MHAD: 27 actions, seen by a depth camera as a skeleton and felt by a sensor worn on wrist or thigh. Protocol: <see cref="UtdMhadPreparer"/>.</summary>
public sealed class UtdMhadTask : ITask
{
    private const int Blocks = 3;

    /// <inheritdoc/>
    public string Name => UtdMhadPreparer.Task;

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } =
    [
        new(UtdMhadPreparer.Skeleton, [120, 64], 64, new MotionAugmentation(Turn: 0.3, Tilt: 0, Scale: 0.1, Warp: 0.1, Shift: 0.05, Noise: 0.05)),

        // Nobody wears a sensor exactly as another does.
        new(UtdMhadPreparer.Inertial, [6, 128], 64, new MotionAugmentation(Turn: 0, Tilt: 0.8, Scale: 0.1, Warp: 0.1, Shift: 0.05, Noise: 0.05)),
    ];

    /// <inheritdoc/>
    public int Classes => UtdMhadSource.Actions;

    /// <inheritdoc/>
    public bool MultiLabel => false;

    /// <inheritdoc/>
    public MetricKind Metric => MetricKind.Accuracy;

    /// <inheritdoc/>
    public ITaskData Open(string folder) => ArrayTaskData.Open(folder, this);

    /// <inheritdoc/>
    public Encoder BuildEncoder(string modality, int channels, double dropout, NetworkRandom random) => modality switch
    {
        UtdMhadPreparer.Skeleton => new SequenceNet(UtdMhadFeatures.SkeletonChannels, Blocks, 5, channels, Classes, dropout, random),
        UtdMhadPreparer.Inertial => new SequenceNet(UtdMhadSource.InertialValues, Blocks, 7, channels, Classes, dropout, random),
        _ => throw new UsageException($"UTD-MHAD has the modalities {UtdMhadPreparer.Skeleton} and {UtdMhadPreparer.Inertial}, not '{modality}'."),
    };
}
