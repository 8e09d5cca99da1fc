using System.Numerics;

namespace Weft.Data.Formats;

/// <summary>
/// Changes a sound's sampling rate by band-limited interpolation: each output sample is a sum of input samples weighted by a sinc under a
/// Hann window (16 zero crossings on each side), with the cut-off at 0.95 of the lower of the two Nyquist frequencies so that nothing folds
/// back. The weights of one output phase sum to 1, so a constant stays that constant. Beyond its ends the sound is taken to be silent.
/// Output sample k stands at time k / target, and there are round(n * target / rate) of them.
/// </summary>
public sealed class Resampler
{
    /// <summary>The lowest rate that is converted, in hertz.</summary>
    public const int MinimumRate = 1000;

    /// <summary>The highest rate that is converted, in hertz.</summary>
    public const int MaximumRate = 384_000;

    private const int Crossings = 16;
    private const double Rolloff = 0.95;

    private readonly int _source;
    private readonly int _target;
    private readonly int _half;
    private readonly float[][] _phases;

    /// <summary>Prepares the weights for one pair of rates.</summary>
    /// <param name="source">The rate of the sounds to come, in hertz.</param>
    /// <param name="target">The rate wanted, in hertz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside 1 kHz to 384 kHz.</exception>
    public Resampler(int source, int target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source, MinimumRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source, MaximumRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(target, MinimumRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, MaximumRate);
        var divisor = (int)BigInteger.GreatestCommonDivisor(source, target);
        _source = source / divisor;
        _target = target / divisor;
        var cutoff = Rolloff * Math.Min(1.0, (double)target / source);
        var width = Crossings / cutoff;
        _half = (int)Math.Ceiling(width);
        _phases = new float[_target][];
        for (var phase = 0; phase < _target; phase++)
        {
            _phases[phase] = Weights((double)phase / _target, cutoff, width, _half);
        }
    }

    /// <summary>Converts one sound; the input is returned as it is where the rates are equal.</summary>
    /// <param name="samples">The samples at the source rate.</param>
    /// <returns>The samples at the target rate.</returns>
    public float[] Convert(float[] samples)
    {
        if (_source == _target)
        {
            return samples;
        }

        var length = (int)Math.Round((double)samples.Length * _target / _source);
        var padded = new float[samples.Length + (2 * _half) + 2];
        samples.CopyTo(padded, _half);
        var result = new float[length];
        for (var k = 0; k < length; k++)
        {
            var position = (long)k * _source;
            var first = (int)(position / _target);

            // A tap before sample `first - half + 1` has no weight, and the padding moves everything by `half`.
            var weights = _phases[position % _target];
            var begin = Math.Min(first + 1, padded.Length - weights.Length);
            result[k] = Dot(padded.AsSpan(begin, weights.Length), weights);
        }

        return result;
    }

    private static float[] Weights(double fraction, double cutoff, double width, int half)
    {
        var weights = new double[2 * half];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = (i - half + 1) - fraction;
            if (Math.Abs(distance) < width)
            {
                var x = Math.PI * cutoff * distance;
                var sinc = x == 0 ? 1 : Math.Sin(x) / x;
                weights[i] = sinc * (0.5 + (0.5 * Math.Cos(Math.PI * distance / width)));
            }

            sum += weights[i];
        }

        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }
}
