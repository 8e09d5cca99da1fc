namespace Weft.Data.Sprites;

/// <summary>How the sprites pair is prepared. Equal recipes give equal data, byte for byte.</summary>
public sealed record SpritesRecipe
{
    /// <summary>
    /// The probability with which a source clip's background agrees with its class; null leaves the ground black, as it is published.
    /// </summary>
    public double? BackgroundBias { get; init; }

    /// <summary>The seed of the split and of the backgrounds; 1.</summary>
    public long Seed { get; init; } = 1;
}
