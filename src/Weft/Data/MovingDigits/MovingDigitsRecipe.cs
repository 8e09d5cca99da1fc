using System.Globalization;
using Weft.Torch;

namespace Weft.Data.MovingDigits;

/// <summary>What moving digits are made. Equal recipes give equal data, byte for byte.</summary>
public sealed record MovingDigitsRecipe
{
    /// <summary>The frame's side in pixels.</summary>
    public const int Canvas = 32;

    /// <summary>Frames of a clip.</summary>
    public const int Frames = 8;

    private const int MostClips = 20_000;

    /// <summary>The probability with which a source clip's background agrees with its class; 0.9.</summary>
    public double BackgroundBias { get; init; } = 0.9;

    /// <summary>Clips to train on in each domain; 800.</summary>
    public int Train { get; init; } = 800;

    /// <summary>Clips of the target to test on; 400.</summary>
    public int Test { get; init; } = 400;

    /// <summary>The seed of all draws; 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Makes sure that such clips can be made.</summary>
    /// <exception cref="UsageException">A count is out of range.</exception>
    internal void Check()
    {
        if (Train is < 1 or > MostClips || Test is < 1 or > MostClips)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"{Train} clips to train on and {Test} to test on cannot be made, only 1 to {MostClips}."));
        }
    }
}
