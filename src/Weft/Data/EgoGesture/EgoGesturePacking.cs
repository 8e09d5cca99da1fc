using Weft.Data.Arrays;
using Weft.Data.Prepared;
using Weft.Torch.Files;

namespace Weft.Data.EgoGesture;

/// <summary>The growing files of one split.</summary>
/// <param name="work">Opens them.</param>
/// <param name="split">The split.</param>
internal sealed class EgoGesturePacking(ResumableWork work, Split split)
{
    private readonly (NpyAppender Bytes, NpyAppender Ends)[] frames = [.. EgoGestureModality.All.Select(modality => (
        work.Rows(EgoGestureManifest.FramesOf(modality, split), ElementType.UInt8),
        work.Rows(EgoGestureManifest.FrameEndsOf(modality, split), ElementType.Int64)))];

    private readonly NpyAppender clipEnds = work.Rows(EgoGestureManifest.ClipEndsOf(split), ElementType.Int64);
    private readonly NpyAppender labels = work.Rows(EgoGestureManifest.LabelsOf(split), ElementType.Int64);

    /// <summary>How many clips were packed.</summary>
    public int Clips => (int)labels.Rows;

    /// <summary>The packed clips of all splits.</summary>
    public static ArrayCounts Counts(IReadOnlyDictionary<Split, EgoGesturePacking> packings) =>
        new(packings[Split.Train].Clips, packings[Split.Dev].Clips, packings[Split.Test].Clips);

    /// <summary>Packs a clip.</summary>
    /// <param name="label">Its gesture.</param>
    /// <param name="clip">Its frames by modality; equally many of each.</param>
    public void Append(long label, IReadOnlyList<byte[][]> clip)
    {
        for (var m = 0; m < frames.Length; m++)
        {
            foreach (var frame in clip[m])
            {
                frames[m].Bytes.Append(frame);
                frames[m].Ends.Append<long>([frames[m].Bytes.Rows]);
            }
        }

        clipEnds.Append<long>([frames[0].Ends.Rows]);
        labels.Append<long>([label]);
    }
}
