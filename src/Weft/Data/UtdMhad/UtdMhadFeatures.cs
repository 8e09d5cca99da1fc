namespace Weft.Data.UtdMhad;

/// <summary>
/// What networks are given of a sequence: motions of one length, scaled by fixed constants, so that nothing is learned from any person
/// here. Channels are vectors in space, x, y and z after each other.
/// </summary>
internal static class UtdMhadFeatures
{
    /// <summary>Moments of a skeleton's motion.</summary>
    public const int SkeletonLength = 64;

    /// <summary>Channels of it: 20 places and 20 velocities.</summary>
    public const int SkeletonChannels = 2 * Vectors;

    /// <summary>Moments of the inertial sensor's.</summary>
    public const int InertialLength = 128;

    private const int Vectors = UtdMhadSource.Joints * 3;
    private const int Hip = 3;
    private const float FramesPerSecond = 30;

    // About the deviation of joints around the hip (metres), of their velocities (metres a second), and of angular rates (degrees a
    // second): what networks are given is then of size 1. Accelerations, in g, are so already.
    private const float Place = 0.4f;
    private const float Velocity = 0.5f;
    private const float Rate = 100;

    /// <summary>
    /// A skeleton's motion, [120, 64]: joints relative to the hip's centre (the hip's own place to where it began), 20 vectors, and behind
    /// them their velocities.
    /// </summary>
    /// <param name="frames">[frames, 20, 3], metres.</param>
    /// <param name="destination">Gets [120, 64].</param>
    public static void Skeleton(ReadOnlySpan<float> frames, Span<float> destination)
    {
        var count = frames.Length / Vectors;
        var secondsPerMoment = (count - 1) / FramesPerSecond / (SkeletonLength - 1);
        var track = new float[count];
        for (var v = 0; v < Vectors; v++)
        {
            for (var t = 0; t < count; t++)
            {
                var from = v / 3 == Hip ? v : (t * Vectors) + (Hip * 3) + (v % 3);
                track[t] = frames[(t * Vectors) + v] - frames[from];
            }

            var places = destination.Slice(v * SkeletonLength, SkeletonLength);
            Resample(track, places);
            var velocities = destination.Slice((Vectors + v) * SkeletonLength, SkeletonLength);
            for (var t = 0; t < SkeletonLength; t++)
            {
                var (before, after) = (Math.Max(t - 1, 0), Math.Min(t + 1, SkeletonLength - 1));
                velocities[t] = (places[after] - places[before]) / ((after - before) * secondsPerMoment * Velocity);
            }

            foreach (ref var place in places)
            {
                place /= Place;
            }
        }
    }

    /// <summary>The inertial sensor's motion, [6, 128]: an acceleration and an angular rate.</summary>
    /// <param name="moments">[moments, 6], g and degrees a second.</param>
    /// <param name="destination">Gets [6, 128].</param>
    public static void Inertial(ReadOnlySpan<float> moments, Span<float> destination)
    {
        var track = new float[moments.Length / UtdMhadSource.InertialValues];
        for (var v = 0; v < UtdMhadSource.InertialValues; v++)
        {
            for (var t = 0; t < track.Length; t++)
            {
                track[t] = moments[(t * UtdMhadSource.InertialValues) + v] / (v < 3 ? 1 : Rate);
            }

            Resample(track, destination.Slice(v * InertialLength, InertialLength));
        }
    }

    /// <summary>As many moments as asked for, evenly spread from the first to the last, by linear interpolation.</summary>
    private static void Resample(ReadOnlySpan<float> track, Span<float> moments)
    {
        for (var i = 0; i < moments.Length; i++)
        {
            var at = (double)i * (track.Length - 1) / (moments.Length - 1);
            var left = Math.Min((int)at, track.Length - 2);
            moments[i] = (float)(track[left] + ((track[left + 1] - track[left]) * (at - left)));
        }
    }
}
