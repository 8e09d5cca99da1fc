namespace Weft.Data.Loading;

/// <summary>
/// Small changes of a motion [channels, time] whose channels are vectors in space, x, y and z after each other: another place of the
/// sensor or camera (rotation), another person's vigour (scale) and pace (warp, shift), and noise. Vectors of one sample turn together.
/// </summary>
/// <param name="Turn">Largest rotation about the vertical axis (y), in radians.</param>
/// <param name="Tilt">Largest rotation about an axis of any direction, in radians; it comes after the turn.</param>
/// <param name="Scale">All values times 1 ± at most this.</param>
/// <param name="Warp">The pace times 1 ± at most this, about the middle.</param>
/// <param name="Shift">Largest shift in time, as a part of the length; the ends are repeated.</param>
/// <param name="Noise">Standard deviation of the noise on each value.</param>
public sealed record MotionAugmentation(double Turn, double Tilt, double Scale, double Warp, double Shift, double Noise) : IAugmentation
{
    /// <inheritdoc/>
    public IAugmentation Scaled(double factor) =>
        new MotionAugmentation(Turn * factor, Tilt * factor, Scale * factor, Math.Min(Warp * factor, 0.9), Shift * factor, Noise * factor);

    /// <inheritdoc/>
    public void Apply(Span<float> sample, IReadOnlyList<long> shape, ref ItemRandom random)
    {
        var length = (int)shape[^1];
        var rotation = SpaceRotation.About(0, 1, 0, Within(ref random, Turn)).Then(AnyTilt(ref random));
        var scale = 1 + Within(ref random, Scale);
        var pace = 1 + Within(ref random, Warp);
        var shift = Within(ref random, Shift) * length;
        var row = new float[length];
        for (var first = 0; first < sample.Length; first += length)
        {
            Resample(sample.Slice(first, length), row, pace, shift);
        }

        for (var first = 0; first + (3 * length) <= sample.Length; first += 3 * length)
        {
            rotation.Turn(
                sample.Slice(first, length), sample.Slice(first + length, length), sample.Slice(first + (2 * length), length), scale);
        }

        for (var i = 0; Noise > 0 && i < sample.Length; i++)
        {
            sample[i] += (float)(Noise * random.NextNormal());
        }
    }

    private static double Within(ref ItemRandom random, double limit) => ((2 * random.NextDouble()) - 1) * limit;

    private SpaceRotation AnyTilt(ref ItemRandom random)
    {
        // A direction is uniform on the sphere where its height is.
        var height = Within(ref random, 1);
        var around = Within(ref random, Math.PI);
        var flat = Math.Sqrt(1 - (height * height));
        return SpaceRotation.About(flat * Math.Cos(around), height, flat * Math.Sin(around), Within(ref random, Tilt));
    }

    /// <summary>Moment t becomes what was, by linear interpolation, at middle + (t - middle) · pace + shift.</summary>
    private static void Resample(Span<float> values, Span<float> copy, double pace, double shift)
    {
        values.CopyTo(copy);
        var last = values.Length - 1;
        for (var t = 0; t < values.Length; t++)
        {
            var at = Math.Clamp((last / 2.0) + ((t - (last / 2.0)) * pace) + shift, 0, last);
            var left = (int)at;
            var right = Math.Min(left + 1, last);
            values[t] = (float)(copy[left] + ((copy[right] - copy[left]) * (at - left)));
        }
    }
}
