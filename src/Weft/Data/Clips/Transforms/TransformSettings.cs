using System.ComponentModel.DataAnnotations;

namespace Weft.Data.Clips.Transforms;

/// <summary>How frames are made square.</summary>
public enum CropKind
{
    /// <summary>They are not: they must be square already, or be resized exactly.</summary>
    None,

    /// <summary>A square from anywhere in training, the middle in tests.</summary>
    Random,

    /// <summary>The middle.</summary>
    Center,

    /// <summary>In training a rectangle of one of several sizes from one of 13 places, resized; the middle in tests.</summary>
    MultiScale,
}

/// <summary>What is done to the frames of a clip before a network sees them (CDAR specification 1.6 and 9).</summary>
public sealed record TransformSettings
{
    /// <summary>The short side in pixels that frames are resized to before they are cropped; 256.</summary>
    [Range(1, 8192)]
    public int ShortSide { get; init; } = 256;

    /// <summary>The side in pixels of what a network sees; 224.</summary>
    [Range(1, 4096)]
    public int Size { get; init; } = 224;

    /// <summary>Whether frames are resized to a square of <see cref="Size"/> instead, without cropping; false.</summary>
    public bool ExactResize { get; init; }

    /// <summary>How frames are cropped; random.</summary>
    public CropKind Crop { get; init; } = CropKind.Random;

    /// <summary>Bounds of a short side that training draws instead; null, by default, for <see cref="ShortSide"/>.</summary>
    public RescaleSettings? Rescale { get; init; }

    /// <summary>How often training mirrors frames; 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Flip { get; init; } = 0.5;

    /// <summary>How training changes colours; null, by default, for not at all.</summary>
    public JitterSettings? Jitter { get; init; }

    /// <summary>Whether training does two of fifteen changes to frames, instead of <see cref="Jitter"/>; false.</summary>
    public bool RandAugment { get; init; }

    /// <summary>How training blends backgrounds of other clips in; null, by default, for not at all.</summary>
    public BlendSettings? Blend { get; init; }
}

/// <summary>Between which lengths a short side is drawn.</summary>
public sealed record RescaleSettings : IValidatableObject
{
    /// <summary>The least length in pixels; 256.</summary>
    [Range(1, 8192)]
    public int Low { get; init; } = 256;

    /// <summary>The greatest length in pixels; 320.</summary>
    [Range(1, 8192)]
    public int High { get; init; } = 320;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (High < Low)
        {
            yield return new ValidationResult($"high is {High}, which is less than low, {Low}; give them the other way round.");
        }
    }
}

/// <summary>How strongly colours are changed.</summary>
public sealed record JitterSettings
{
    /// <summary>How far the factor of brightness is from 1 at most; 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Brightness { get; init; } = 0.5;

    /// <summary>How far the factor of contrast is from 1 at most; 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Contrast { get; init; } = 0.5;

    /// <summary>How far the factor of saturation is from 1 at most; 0.5.</summary>
    [Range(0.0, 1.0)]
    public double Saturation { get; init; } = 0.5;

    /// <summary>How far hues move at most, of 255 steps of which a turn has 180; 0.5.</summary>
    [Range(0.0, 0.5)]
    public double Hue { get; init; } = 0.5;

    /// <summary>How many of the samples are changed; 1.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 1;
}

/// <summary>How backgrounds of other clips are blended in (CDAR specification 1.7).</summary>
public sealed record BlendSettings
{
    /// <summary>How many of the samples are blended; 0.25.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.25;

    /// <summary>What of the frames is left, the rest being background: 0.75; 0 draws it for each sample.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.75;

    /// <summary>Folders of pictures with all below them, and pictures, separated by commas; empty takes medians over time of the source's clips.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Whether it is done before frames are mirrored, as GCD4DA has it, and not after, as GLAD has it; false.</summary>
    public bool BeforeFlip { get; init; }
}
