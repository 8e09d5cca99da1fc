using Weft.Data.AvMnist;
using Weft.Data.Backdrops;
using Weft.Torch.Files;

namespace Weft.Data.MovingDigits;

/// <summary>One file of clips.</summary>
/// <param name="Name">The list's name.</param>
/// <param name="Stream">Which use of the seed it is.</param>
/// <param name="Source">Whether it is of the source: digits 0 to 4 in white, on grounds that agree with the class.</param>
/// <param name="Clips">How many.</param>
internal sealed record MovingDigitsPart(string Name, int Stream, bool Source, int Clips)
{
    private const int FirstOfTarget = 5;
    private const int Colours = 3;
    private const int Order = -1;

    /// <summary>The file's name.</summary>
    public string FileName => $"{Name}.npz";

    /// <summary>The pictures of the domain's digits in a drawn order, so that no two clips show the same one.</summary>
    /// <param name="mnist">All pictures.</param>
    /// <param name="seed">The seed of all draws.</param>
    public int[] Digits(MnistPart mnist, long seed)
    {
        int[] digits = [.. Enumerable.Range(0, mnist.Count).Where(k => mnist.Labels[k] < FirstOfTarget == Source)];
        var random = ItemRandom.For(seed, Stream, Order);
        for (var k = digits.Length - 1; k > 0; k--)
        {
            var other = random.Next(k + 1);
            (digits[k], digits[other]) = (digits[other], digits[k]);
        }

        return digits;
    }

    /// <summary>Makes the clips: uint8 <c>video</c> [clips, frames, height, width, 3] and int64 <c>label</c> [clips].</summary>
    /// <param name="mnist">The pictures to take digits from.</param>
    /// <param name="recipe">Bias and seed.</param>
    public IReadOnlyDictionary<string, NdArray> Make(MnistPart mnist, MovingDigitsRecipe recipe)
    {
        const int Canvas = MovingDigitsRecipe.Canvas;
        const int Frames = MovingDigitsRecipe.Frames;
        const int FrameSize = Canvas * Canvas * Colours;
        var (digits, classes) = (Digits(mnist, recipe.Seed), Motion.Names.Count);
        var video = new byte[(long)Clips * Frames * FrameSize];
        var labels = new long[Clips];
        for (var clip = 0; clip < Clips; clip++)
        {
            var random = ItemRandom.For(recipe.Seed, Stream, clip);
            var label = clip % classes;
            labels[clip] = label;
            var family = Source
                ? BackdropBias.InSource(label, classes, recipe.BackgroundBias, ref random)
                : BackdropBias.InTarget(classes, ref random);
            var ground = Backdrop.Paint(family, Canvas, Canvas, ref random);
            var colour = Source
                ? [byte.MaxValue, byte.MaxValue, byte.MaxValue]
                : HueColour.Of(random.NextDouble(), 0.3 + (0.4 * random.NextDouble()), 1);
            var motion = Motion.Draw(label, Canvas, ref random);
            var digit = mnist.Images.AsSpan(digits[clip] * MnistPart.Pixels, MnistPart.Pixels);
            for (var frame = 0; frame < Frames; frame++)
            {
                var pixels = video.AsSpan(((clip * Frames) + frame) * FrameSize, FrameSize);
                ground.CopyTo(pixels);
                DigitPainter.Paint(pixels, Canvas, digit, motion.At(frame, Frames), colour);
            }
        }

        return new Dictionary<string, NdArray>(StringComparer.Ordinal)
        {
            ["video"] = new NdArray(ElementType.UInt8, video, Clips, Frames, Canvas, Canvas, Colours),
            ["label"] = NdArray.From(labels, Clips),
        };
    }
}
