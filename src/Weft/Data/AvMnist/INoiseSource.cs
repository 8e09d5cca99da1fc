using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>What noise a pair got.</summary>
/// <param name="Name">The clip or kind of noise; empty where there is none.</param>
/// <param name="Start">The first sample taken of a clip, at 8 kHz; 0 for other noise.</param>
public readonly record struct NoiseDraw(string Name, int Start);

/// <summary>Where noise comes from. Safe for several threads at once.</summary>
public interface INoiseSource
{
    /// <summary>Draws noise for one pair.</summary>
    /// <param name="split">The pair's split; clips of one split are never drawn for another.</param>
    /// <param name="random">The pair's own generator.</param>
    /// <param name="window">Gets the noise at 8 kHz, in any scale.</param>
    /// <returns>What was drawn.</returns>
    NoiseDraw Draw(Split split, ref ItemRandom random, Span<float> window);
}

/// <summary>No noise: the window stays silent.</summary>
public sealed class NoNoise : INoiseSource
{
    /// <inheritdoc/>
    public NoiseDraw Draw(Split split, ref ItemRandom random, Span<float> window)
    {
        window.Clear();
        return new NoiseDraw("", 0);
    }
}

/// <summary>Opens noise by the word or path in a recipe.</summary>
public static class NoiseSource
{
    /// <summary>The word for clean speech.</summary>
    public const string None = "none";

    /// <summary>The word for generated noise.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>Opens a source.</summary>
    /// <param name="source">`none`, `synthetic`, or the path of a folder or zip file with clips.</param>
    /// <exception cref="InvalidFileException">The clips cannot be read or do not suffice for three splits.</exception>
    public static INoiseSource Open(string source) => source switch
    {
        None => new NoNoise(),
        Synthetic => new SyntheticNoise(),
        _ => ClipNoise.Open(source),
    };
}
