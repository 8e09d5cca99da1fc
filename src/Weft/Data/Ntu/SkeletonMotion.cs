namespace Weft.Data.Ntu;

/// <summary>What networks are given of a skeleton: centred, cut in time and brought to a fixed length (bmnas.md 3.2).</summary>
internal static class SkeletonMotion
{
    /// <summary>Moments of a prepared skeleton.</summary>
    public const int Length = 32;

    private const int Spine = 1;
    private const int ShortestCrop = 64;

    /// <summary>
    /// Subtracts the first body's spine from all joints of its frame. A second body that is absent, all 0, becomes minus the origin under
    /// the published rules and stays 0 under the sound ones.
    /// </summary>
    /// <param name="frame">One frame [3, 25, 2].</param>
    /// <param name="rules">Whose rules.</param>
    /// <param name="centred">Receives the frame.</param>
    public static void Centre(ReadOnlySpan<float> frame, Compatibility rules, Span<float> centred)
    {
        var kept = rules == Compatibility.Reference || !IsAbsent(frame, 1) ? SkeletonFile.Bodies : 1;
        frame.CopyTo(centred);
        for (var axis = 0; axis < SkeletonFile.Axes; axis++)
        {
            var origin = frame[Index(axis, Spine, 0)];
            for (var joint = 0; joint < SkeletonFile.Joints; joint++)
            {
                for (var body = 0; body < kept; body++)
                {
                    centred[Index(axis, joint, body)] -= origin;
                }
            }
        }
    }

    /// <summary>
    /// Brings frames to <see cref="Length"/> moments by linear interpolation between the middles of frames, beyond which the outer ones
    /// hold.
    /// </summary>
    /// <param name="frames">Frames one after another, each [3, 25, 2], centred.</param>
    /// <param name="motion">Receives [3, 32, 25, 2].</param>
    public static void Interpolate(ReadOnlySpan<float> frames, Span<float> motion)
    {
        const int plane = SkeletonFile.Joints * SkeletonFile.Bodies;
        var count = frames.Length / SkeletonFile.FrameValues;
        var scale = (float)count / Length;
        for (var moment = 0; moment < Length; moment++)
        {
            var place = Math.Max((scale * (moment + 0.5f)) - 0.5f, 0);
            var before = Math.Min((int)place, count - 1);
            var after = Math.Min(before + 1, count - 1);
            var share = place - before;
            for (var axis = 0; axis < SkeletonFile.Axes; axis++)
            {
                var from = frames.Slice((before * SkeletonFile.FrameValues) + (axis * plane), plane);
                var to = frames.Slice((after * SkeletonFile.FrameValues) + (axis * plane), plane);
                var into = motion.Slice(((axis * Length) + moment) * plane, plane);
                for (var i = 0; i < plane; i++)
                {
                    into[i] = ((1 - share) * from[i]) + (share * to[i]);
                }
            }
        }
    }

    /// <summary>How many frames a random cut leaves: half of them to all, but not fewer than 64.</summary>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="draw">A uniform number in [0, 1).</param>
    public static int CroppedLength(int frames, double draw) =>
        Math.Min(Math.Max((int)Math.Floor(frames * ((0.5 * draw) + 0.5)), ShortestCrop), frames);

    private static int Index(int axis, int joint, int body) => (((axis * SkeletonFile.Joints) + joint) * SkeletonFile.Bodies) + body;

    private static bool IsAbsent(ReadOnlySpan<float> frame, int body)
    {
        for (var i = body; i < frame.Length; i += SkeletonFile.Bodies)
        {
            if (frame[i] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
