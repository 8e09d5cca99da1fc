using System.Globalization;
using Weft.Data.Arrays;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.UtdMhad;

/// <summary>
/// Prepares UTD-MHAD by the cross-subject protocol of its paper (Chen, Jafari and Kehtarnavaz, ICIP 2015): subjects 1, 3, 5 and 7 train,
/// the others test. Dev is one of the four, whole: the question that candidates are ranked by is then the test's, a person never seen.
/// </summary>
public static class UtdMhadPreparer
{
    /// <summary>The task's name.</summary>
    public const string Task = "utd-mhad";

    /// <summary>Dev where nothing else is said.</summary>
    public const int DefaultDevSubject = 7;

    /// <summary>The modality of joints: [120, 64].</summary>
    public const string Skeleton = "skeleton";

    /// <summary>The modality of the worn sensor: [6, 128].</summary>
    public const string Inertial = "inertial";

    /// <summary>Prepares a folder; does nothing where it was made so before and is intact.</summary>
    /// <param name="source"><c>utd_mhad.npz</c>, or a folder that has it.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="devSubject">Which of the subjects 1, 3, 5 and 7 is dev; 7.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the unfinished folder is removed.</param>
    /// <exception cref="UsageException">The dev subject is none of the four, or the folder holds something else.</exception>
    /// <exception cref="InvalidFileException">The source is absent, damaged, or lacks a split's people.</exception>
    public static PrepareResult<ArrayManifest> Prepare(
        string source,
        string folder,
        int devSubject = DefaultDevSubject,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (devSubject is not (1 or 3 or 5 or 7))
        {
            throw new UsageException($"The dev subject is one of the training subjects 1, 3, 5 and 7, not {devSubject}: nobody of the test may be seen before it.");
        }

        var path = SourceFile.Find(source, UtdMhadSource.FileName);
        var recipe = new ArrayRecipe(
            Task,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["dev subject"] = devSubject.ToString(CultureInfo.InvariantCulture) },
            new Dictionary<string, string>(StringComparer.Ordinal) { ["archive"] = path });
        return ArrayPreparer.Prepare(recipe, folder, () => Read(path, devSubject), progress, cancellation);
    }

    private static ArraySamples Read(string path, int devSubject)
    {
        var source = UtdMhadSource.Open(path);
        var skeleton = Room(Skeleton, source.Count, UtdMhadFeatures.SkeletonChannels, UtdMhadFeatures.SkeletonLength);
        var inertial = Room(Inertial, source.Count, UtdMhadSource.InertialValues, UtdMhadFeatures.InertialLength);
        for (var k = 0; k < source.Count; k++)
        {
            UtdMhadFeatures.Skeleton(source.Skeleton(k), skeleton.Row(k));
            UtdMhadFeatures.Inertial(source.Inertial(k), inertial.Row(k));
        }

        Split?[] splits = [.. source.People.Select(p => p == devSubject ? Split.Dev : p % 2 == 1 ? Split.Train : (Split?)Split.Test)];
        foreach (var split in Enum.GetValues<Split>().Where(s => !splits.Contains(s)))
        {
            throw new InvalidFileException(path, $"has no sequence of the people of {split.Word()}; get the data set again");
        }

        var labels = new SampleLabels(UtdMhadSource.Actions, [.. source.Labels.Select(l => l - 1L)], null);
        return new ArraySamples([skeleton, inertial], labels, splits, Standardised: false);
    }

    private static ModalitySamples Room(string name, int count, int channels, int length) =>
        new(name, [channels, length], new float[count * channels * length]);
}
