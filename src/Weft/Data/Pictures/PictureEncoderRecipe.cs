using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Pictures;

/// <summary>How networks learn to tell from pictures what is said of them.</summary>
public sealed record PictureEncoderRecipe
{
    /// <summary>Into how many parts concepts are dealt: each part is described by a network that learned from the others. 3.</summary>
    public int Folds { get; init; } = 3;

    /// <summary>Numbers of a description: axes of the space of words; 128.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Cells a side that a description is the sum of; 3.</summary>
    public int Cells { get; init; } = 3;

    /// <summary>Channels of the four convolutions; 32, 64, 96 and 128.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [32, 64, 96, 128];

    /// <summary>Epochs; 14.</summary>
    public int Epochs { get; init; } = 14;

    /// <summary>Pictures of a batch; 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The highest learning rate; 0.002.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>The share of all steps in which the rate rises; 0.15. Then it falls as a half cosine.</summary>
    public double WarmupPart { get; init; } = 0.15;

    /// <summary>Weight decay of AdamW; 0.0001.</summary>
    public double Decay { get; init; } = 1e-4;

    /// <summary>Dropout before the last layer; 0.3.</summary>
    public double Dropout { get; init; } = 0.3;

    /// <summary>What cosines are multiplied by before the cross entropy over concepts; 12.</summary>
    public double Sharpness { get; init; } = 12;

    /// <summary>The seed of all draws; 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Makes sure that networks can be trained so.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    internal void Check()
    {
        var sized = Folds >= 2 && Width >= 1 && Cells is >= 1 and <= 16 && Channels.Count == 4 && Channels.All(c => c >= 1);
        if (!sized || Epochs < 1 || BatchSize < 2)
        {
            throw new UsageException(
                "Networks that describe pictures need at least 2 folds, 1 number, 1 to 16 cells, 4 counts of channels, 1 epoch, batches of 2.");
        }
    }

    /// <summary>Every setting, for manifests.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Folds} folds of concepts, width {Width}, {Cells} x {Cells} cells, channels {string.Join(", ", Channels)}, {Epochs} epochs, ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"batches of {BatchSize}, rate {Rate} after {WarmupPart}, decay {Decay}, dropout {Dropout}, sharpness {Sharpness}, seed {Seed}");
}
