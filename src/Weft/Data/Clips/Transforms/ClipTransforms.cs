using Weft.Data.Clips.Backgrounds;
using Weft.Torch;

namespace Weft.Data.Clips.Transforms;

/// <summary>Makes the transforms that settings ask for, in the published order (CDAR specification 1.6, 1.7 and 9).</summary>
public static class ClipTransforms
{
    /// <summary>
    /// Makes them: resize, crop, mirror, change colours; backgrounds are blended in around the mirroring. In tests frames are resized, and
    /// their middle is taken.
    /// </summary>
    /// <param name="settings">What is to be done.</param>
    /// <param name="train">Whether it is for training.</param>
    /// <param name="pool">Where backgrounds come from; null where none are blended in.</param>
    /// <param name="reference">Whether the published quirks are kept.</param>
    /// <param name="seed">Draws what the published code draws once for all samples.</param>
    /// <exception cref="WeftException">Backgrounds are to be blended in, and there is no pool; or the crop is larger than the frames.</exception>
    public static IReadOnlyList<IClipTransform> Build(
        TransformSettings settings, bool train, BackgroundPool? pool, bool reference, ulong seed)
    {
        var transforms = new List<IClipTransform>(Shape(settings, train, reference));
        if (!train)
        {
            return transforms;
        }

        var blend = Blend(settings, pool);
        if (blend is not null && settings.Blend!.BeforeFlip)
        {
            transforms.Add(blend);
        }

        if (settings.Flip > 0)
        {
            transforms.Add(new Flip(settings.Flip));
        }

        if (blend is not null && !settings.Blend!.BeforeFlip)
        {
            transforms.Add(blend);
        }

        if (settings.RandAugment)
        {
            transforms.Add(new RandAugment(reference, seed));
        }
        else if (settings.Jitter is { } jitter)
        {
            transforms.Add(new ColorJitter(jitter, reference, seed));
        }

        return transforms;
    }

    private static IEnumerable<IClipTransform> Shape(TransformSettings settings, bool train, bool reference)
    {
        if (settings.ExactResize)
        {
            return [new Resize(settings.Size, settings.Size)];
        }

        IClipTransform resize = train && settings.Rescale is { } rescale
            ? new RandomRescale(rescale.Low, rescale.High)
            : new Resize(settings.ShortSide);
        var least = train ? settings.Rescale?.Low ?? settings.ShortSide : settings.ShortSide;
        var cuts = settings.Crop is CropKind.Random or CropKind.Center || (settings.Crop is CropKind.MultiScale && !train);
        if (cuts && least < settings.Size)
        {
            throw new WeftException(
                $"Frames with a short side of {least} have no {settings.Size} x {settings.Size} pixels to crop: "
                + $"set the short side to at least {settings.Size}, or a smaller size.");
        }

        IClipTransform? crop = settings.Crop switch
        {
            CropKind.None => null,
            CropKind.Random when train => new RandomCrop(settings.Size, reference),
            CropKind.MultiScale when train => new MultiScaleCrop(settings.Size),
            _ => new CenterCrop(settings.Size, settings.Size),
        };
        return crop is null ? [resize] : [resize, crop];
    }

    private static BackgroundBlend? Blend(TransformSettings settings, BackgroundPool? pool) => settings.Blend switch
    {
        null or { Probability: 0 } => null,
        { } blend => new BackgroundBlend(
            pool ?? throw new WeftException("Backgrounds are to be blended in, but there are none: set the blend's source."), blend.Probability, blend.Alpha),
    };
}
