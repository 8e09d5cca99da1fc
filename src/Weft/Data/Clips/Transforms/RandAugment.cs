namespace Weft.Data.Clips.Transforms;

/// <summary>What is done to frames, in the order in which two of them are.</summary>
internal enum Augmentation
{
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Posterize,
    Solarize,
    Color,
    Contrast,
    Brightness,
    Sharpness,
    AutoContrast,
    Equalize,
    Invert,
    Cutout,
}

/// <summary>Does two of fifteen changes to all frames of a sample, at 0.9 of their greatest strength (CDAR specification 1.6).</summary>
public sealed class RandAugment : IClipTransform
{
    private const double Level = 0.9;
    private const double Shear = 17.19 * Level * Math.PI / 180;
    private const double Shift = 0.2 * Level;
    private const double Turn = 30 * Level * Math.PI / 180;
    private const int KeptBits = 3;
    private const double Threshold = 256 * Level;
    private const float Enhancing = (float)((1.8 * Level) + 0.1);
    private const double Hole = 0.2 * Level;
    private const byte HoleGrey = 128;

    private static readonly Augmentation[] All = Enum.GetValues<Augmentation>();

    private readonly int[]? signs;

    /// <summary>Makes it.</summary>
    /// <param name="reference">
    /// As published, the directions of shears, shifts and turns are drawn once for all samples (section 7, item 15); by default each sample
    /// draws them.
    /// </param>
    /// <param name="seed">Draws those directions.</param>
    public RandAugment(bool reference, ulong seed)
    {
        if (reference)
        {
            var draws = new ItemDraws(seed);
            signs = [.. All.Where(IsDirected).Select(_ => Sign(draws))];
        }
    }

    /// <inheritdoc/>
    public FrameStack Apply(FrameStack frames, IDraws draws)
    {
        var first = draws.Below(All.Length);
        var second = draws.Below(All.Length - 1);
        second += second >= first ? 1 : 0;
        frames = Apply(frames, All[Math.Min(first, second)], draws);
        return Apply(frames, All[Math.Max(first, second)], draws);
    }

    /// <summary>Does one change.</summary>
    /// <param name="frames">The frames; may be changed.</param>
    /// <param name="change">Which.</param>
    /// <param name="draws">Random choices: a direction, or a place.</param>
    internal FrameStack Apply(FrameStack frames, Augmentation change, IDraws draws)
    {
        if (IsDirected(change))
        {
            return Move(frames, change, signs?[(int)change] ?? Sign(draws));
        }

        var hole = change is Augmentation.Cutout ? (X: draws.Uniform(), Y: draws.Uniform()) : default;
        for (var frame = 0; frame < frames.Count; frame++)
        {
            var pixels = frames[frame];
            switch (change)
            {
                case Augmentation.Posterize:
                    LevelTable.Posterize(pixels, KeptBits);
                    break;
                case Augmentation.Solarize:
                    LevelTable.Solarize(pixels, Threshold);
                    break;
                case Augmentation.Color:
                    Enhancement.Color(pixels, Enhancing);
                    break;
                case Augmentation.Contrast:
                    Enhancement.Contrast(pixels, Enhancing);
                    break;
                case Augmentation.Brightness:
                    Enhancement.Brightness(pixels, Enhancing);
                    break;
                case Augmentation.Sharpness:
                    Enhancement.Sharpness(pixels, frames.Width, Enhancing);
                    break;
                case Augmentation.AutoContrast:
                    LevelTable.AutoContrast(pixels);
                    break;
                case Augmentation.Equalize:
                    LevelTable.Equalize(pixels);
                    break;
                case Augmentation.Invert:
                    LevelTable.Solarize(pixels, 0);
                    break;
                default:
                    Cut(pixels, frames.Width, frames.Height, hole.X, hole.Y);
                    break;
            }
        }

        return frames;
    }

    private static bool IsDirected(Augmentation change) => change <= Augmentation.Rotate;

    private static int Sign(IDraws draws) => draws.Below(2) == 0 ? -1 : 1;

    private static FrameStack Move(FrameStack frames, Augmentation change, int sign)
    {
        var (cos, sin) = (Math.Cos(Turn), sign * Math.Sin(Turn));
        return AffineWarp.Apply(frames, change switch
        {
            Augmentation.ShearX => new Affine(1, sign * Math.Tan(Shear), 0, 1, 0, 0),
            Augmentation.ShearY => new Affine(1, 0, sign * Math.Tan(Shear), 1, 0, 0),
            Augmentation.TranslateX => new Affine(1, 0, 0, 1, sign * Shift * frames.Width, 0),
            Augmentation.TranslateY => new Affine(1, 0, 0, 1, 0, sign * Shift * frames.Height),
            _ => new Affine(cos, -sin, sin, cos, 0, 0),
        });
    }

    private static void Cut(Span<byte> pixels, int width, int height, double x, double y)
    {
        var half = Hole * Math.Min(width, height) / 2;
        var (left, right) = Bounds(x * width, half, width);
        var (top, bottom) = Bounds(y * height, half, height);
        for (var row = top; row < bottom; row++)
        {
            pixels[(((row * width) + left) * FrameStack.Colours)..(((row * width) + right) * FrameStack.Colours)].Fill(HoleGrey);
        }
    }

    private static (int First, int End) Bounds(double center, double half, int extent) =>
        ((int)Math.Clamp(center - half + 0.5, 0, extent), (int)Math.Clamp(center + half + 0.5, 0, extent));
}
