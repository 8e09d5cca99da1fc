using Weft.Torch;

namespace Weft.Data.Ntu;

/// <summary>A prepared clip, as its row of <c>clips.npy</c> has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VideoFrames">Frames of the video that is read.</param>
/// <param name="SkeletonFrames">Frames of the skeleton.</param>
/// <param name="SkeletonRow">The first of them among all.</param>
/// <param name="VideoBytes">The length of the video's file.</param>
internal readonly record struct NtuClip(NtuName Name, int VideoFrames, int SkeletonFrames, long SkeletonRow, long VideoBytes)
{
    /// <summary>Numbers in a row.</summary>
    public const int Columns = 9;

    /// <summary>The action, from 0.</summary>
    public int Label => Name.Action - 1;

    /// <summary>The row.</summary>
    public long[] ToRow() =>
        [Name.Setup, Name.Camera, Name.Person, Name.Repetition, Name.Action, VideoFrames, SkeletonFrames, SkeletonRow, VideoBytes];

    /// <summary>Reads all rows.</summary>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="skeletonRows">How many frames there are of all skeletons.</param>
    /// <param name="path">Where they are from.</param>
    /// <exception cref="InvalidFileException">A row cannot be.</exception>
    public static NtuClip[] FromRows(ReadOnlySpan<long> rows, long skeletonRows, string path)
    {
        var clips = new NtuClip[rows.Length / Columns];
        for (var i = 0; i < clips.Length; i++)
        {
            var row = rows.Slice(i * Columns, Columns);
            var possible = !row[..5].ContainsAnyExceptInRange(0, 999) && row[5] is > 0 and <= Formats.Video.VideoReader.MaximumFrames
                && row[6] is > 0 and <= SkeletonFile.MaximumFrames && row[7] >= 0 && row[7] <= skeletonRows - row[6] && row[8] > 0;
            var name = possible ? new NtuName((int)row[0], (int)row[1], (int)row[2], (int)row[3], (int)row[4]) : default;
            if (name.Problem() is not null)
            {
                throw new InvalidFileException(path, $"has an impossible clip in row {i}; prepare the data again");
            }

            clips[i] = new NtuClip(name, (int)row[5], (int)row[6], row[7], row[8]);
        }

        return clips;
    }
}
