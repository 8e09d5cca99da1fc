using System.Numerics;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>Which published spectrogram is computed.</summary>
public enum SpectrogramKind
{
    /// <summary>As matplotlib's `specgram`: Hann window, no removal of the mean. The newer recipe and Weft's own.</summary>
    Hann,

    /// <summary>As scipy's `spectrogram` with a boxcar window: the mean of each segment is removed. The older recipe.</summary>
    Boxcar,
}

/// <summary>
/// The power spectrogram of an utterance, `[112 frequencies, 112 times]`: the window and its overlap are chosen for the utterance's length
/// so that exactly 112 segments appear, and each is transformed at length 223, which has 112 one-sided frequencies (mfas.md section 6.1).
/// The transform is a product with a table of cosines and sines, which at this length is as fast as a prime-length FFT and simpler. Not
/// safe for several threads at once: each takes its own.
/// </summary>
public sealed class Spectrogram
{
    /// <summary>Rows and columns of the result.</summary>
    public const int Bins = 112;

    /// <summary>The length of the Fourier transform.</summary>
    public const int FftLength = 223;

    /// <summary>
    /// The shortest signal, in samples: a twentieth of a second at 8 kHz, below which the window is too short to tell frequencies apart.
    /// </summary>
    public const int MinimumSamples = 400;

    /// <summary>The longest signal, in samples (3.1 s at 8 kHz): beyond, the window would be longer than the transform.</summary>
    public const int MaximumSamples = Bins * FftLength;

    private const int Outputs = 2 * Bins;
    private static readonly float[] Table = MakeTable();

    private readonly SpectrogramKind _kind;
    private readonly float[] _frames = new float[Bins * FftLength];
    private readonly float[] _spectrum = new float[Bins * Outputs];

    /// <summary>Makes the work space for one thread.</summary>
    /// <param name="kind">Which spectrogram; <see cref="SpectrogramKind.Hann"/> is Weft's.</param>
    public Spectrogram(SpectrogramKind kind = SpectrogramKind.Hann) => _kind = kind;

    /// <summary>
    /// The segments for a signal of n samples: the smallest window length i from ⌈n/112⌉ - 1 on and the smallest overlap j &lt; i with
    /// 112i - 111j ≤ n &lt; 113i - 112j.
    /// </summary>
    /// <param name="samples">The signal's length n.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 400 or above 24,976.</exception>
    public static (int Window, int Overlap) Segments(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, MinimumSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, MaximumSamples);
        for (var window = ((samples + Bins - 1) / Bins) - 1; window <= FftLength; window++)
        {
            for (var overlap = 0; overlap < window; overlap++)
            {
                if ((Bins * window) - ((Bins - 1) * overlap) <= samples && samples < ((Bins + 1) * window) - (Bins * overlap))
                {
                    return (window, overlap);
                }
            }
        }

        throw new WeftException($"No window gives {Bins} segments of {samples} samples.");
    }

    /// <summary>
    /// Computes the power spectral density: squared magnitudes over (rate · sum of squared window), doubled for all but frequency 0.
    /// </summary>
    /// <param name="signal">The samples; 400 to 24,976 of them.</param>
    /// <param name="rate">Samples per second, in hertz.</param>
    /// <param name="power">Gets `[112 frequencies from 0 upwards, 112 times]`.</param>
    /// <exception cref="ArgumentException">A length is out of range.</exception>
    public void Power(ReadOnlySpan<float> signal, int rate, Span<float> power)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, Bins * Bins);
        var (window, overlap) = Segments(signal.Length);
        var weights = Weights(window);
        var energy = 0.0;
        foreach (var weight in weights)
        {
            energy += (double)weight * weight;
        }

        for (var time = 0; time < Bins; time++)
        {
            Cut(signal.Slice(time * (window - overlap), window), weights, _frames.AsSpan(time * FftLength, window));
        }

        Transform(window);
        var scale = (float)(1 / (rate * energy));
        for (var time = 0; time < Bins; time++)
        {
            var values = _spectrum.AsSpan(time * Outputs, Outputs);
            for (var bin = 0; bin < Bins; bin++)
            {
                var real = values[bin];
                var imaginary = values[Bins + bin];
                power[(bin * Bins) + time] = ((real * real) + (imaginary * imaginary)) * (bin == 0 ? scale : 2 * scale);
            }
        }
    }

    private void Cut(ReadOnlySpan<float> segment, float[] weights, Span<float> frame)
    {
        var mean = 0.0;
        if (_kind == SpectrogramKind.Boxcar)
        {
            foreach (var sample in segment)
            {
                mean += sample;
            }

            mean /= segment.Length;
        }

        for (var i = 0; i < segment.Length; i++)
        {
            frame[i] = (float)(segment[i] - mean) * weights[i];
        }
    }

    private float[] Weights(int length)
    {
        var weights = new float[length];
        for (var i = 0; i < length; i++)
        {
            weights[i] = _kind == SpectrogramKind.Boxcar ? 1 : (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / (length - 1))));
        }

        return weights;
    }

    // Four segments by two vectors of frequencies stay in registers while the samples pass by.
    private void Transform(int window)
    {
        var lanes = Vector<float>.Count;
        for (var output = 0; output < Outputs; output += 2 * lanes)
        {
            for (var time = 0; time < Bins; time += 4)
            {
                Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
                var a = _frames.AsSpan(time * FftLength, window);
                var b = _frames.AsSpan((time + 1) * FftLength, window);
                var c = _frames.AsSpan((time + 2) * FftLength, window);
                var d = _frames.AsSpan((time + 3) * FftLength, window);
                for (var i = 0; i < a.Length; i++)
                {
                    var row = Table.AsSpan((i * Outputs) + output, 2 * lanes);
                    var x0 = new Vector<float>(row);
                    var x1 = new Vector<float>(row[lanes..]);
                    a0 += x0 * a[i];
                    a1 += x1 * a[i];
                    b0 += x0 * b[i];
                    b1 += x1 * b[i];
                    c0 += x0 * c[i];
                    c1 += x1 * c[i];
                    d0 += x0 * d[i];
                    d1 += x1 * d[i];
                }

                Store(time, output, a0, a1);
                Store(time + 1, output, b0, b1);
                Store(time + 2, output, c0, c1);
                Store(time + 3, output, d0, d1);
            }
        }
    }

    private void Store(int time, int output, Vector<float> low, Vector<float> high)
    {
        var to = _spectrum.AsSpan((time * Outputs) + output);
        low.CopyTo(to);
        high.CopyTo(to[Vector<float>.Count..]);
    }

    private static float[] MakeTable()
    {
        var table = new float[FftLength * Outputs];
        for (var i = 0; i < FftLength; i++)
        {
            for (var bin = 0; bin < Bins; bin++)
            {
                // The product is reduced first: the angle stays small and its cosine exact.
                var angle = 2 * Math.PI * (i * bin % FftLength) / FftLength;
                table[(i * Outputs) + bin] = (float)Math.Cos(angle);
                table[(i * Outputs) + Bins + bin] = (float)-Math.Sin(angle);
            }
        }

        return table;
    }
}
