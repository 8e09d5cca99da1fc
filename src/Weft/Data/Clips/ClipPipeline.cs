using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Torch;

namespace Weft.Data.Clips;

/// <summary>
/// What makes a sample of a clip: frames are chosen, read, changed and normalised (CDAR specification 1.4 to 1.6). Several repeats, such as
/// the two of contrastive learning, choose and change independently of one another but share what was read: every frame is decoded once.
/// </summary>
/// <param name="sampler">Chooses frames.</param>
/// <param name="transforms">Change them, in this order; the last must leave all samples in one size.</param>
/// <param name="normalisation">Makes numbers of pixels.</param>
/// <param name="repeats">How often a sample shows its clip: 2 in contrastive learning.</param>
/// <param name="train">Whether frames are drawn; in tests they are chosen by rule.</param>
public sealed class ClipPipeline(
    IFrameSampler sampler, IReadOnlyList<IClipTransform> transforms, Normalisation normalisation, int repeats = 1, bool train = true)
{
    // Resizing a narrower frame by its short side would take more memory than any clip is worth.
    private const long MostSlender = 32;

    private readonly float[] numbers = normalisation.Table();

    /// <summary>Views of a sample: those of every repeat, one repeat after the other.</summary>
    public int Views => repeats * sampler.Views;

    /// <summary>Frames of a view.</summary>
    public int Length => sampler.Length;

    /// <summary>Whether frames are drawn.</summary>
    public bool Train => train;

    /// <summary>Chooses, reads and changes frames.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="draws">Random choices.</param>
    /// <exception cref="InvalidFileException">The clip cannot be read.</exception>
    /// <exception cref="WeftException">The views are not of one size.</exception>
    public PreparedClip Prepare(ClipReader reader, ClipRecord clip, IDraws draws)
    {
        var frames = reader.Count(clip);
        var plans = new FramePlan[repeats];
        for (var i = 0; i < repeats; i++)
        {
            plans[i] = sampler.Sample(frames, train ? draws : null);
        }

        int[] needed = [.. plans.SelectMany(plan => plan.Indices).Distinct().Order()];
        var read = reader.Read(clip, needed);
        if (Math.Max(read.Width, read.Height) > MostSlender * Math.Min(read.Width, read.Height))
        {
            throw new InvalidFileException(clip.Path, $"has frames of {read.Width} x {read.Height} pixels, too narrow for a clip; leave it out");
        }

        var stacks = new FrameStack[repeats];
        var indices = new int[repeats][];
        for (var i = 0; i < repeats; i++)
        {
            int[] own = [.. plans[i].Indices.Distinct().Order()];
            indices[i] = Array.ConvertAll(plans[i].Indices, frame => Array.BinarySearch(own, frame));

            // The last to use what was read may change it in place.
            var stack = i == repeats - 1 && own.Length == read.Count ? read : Chosen(read, needed, own);
            foreach (var transform in transforms)
            {
                stack = transform.Apply(stack, draws);
            }

            stacks[i] = stack;
        }

        return stacks.All(stack => stack.Height == stacks[0].Height && stack.Width == stacks[0].Width)
            ? new PreparedClip(stacks, indices)
            : throw new WeftException(
                $"{clip.Name}: its views end as {stacks[0].Width} x {stacks[0].Height} pixels and as "
                + $"{stacks[^1].Width} x {stacks[^1].Height}; let the transforms end in one size: add a resize or a crop.");
    }

    /// <summary>Writes a sample as numbers.</summary>
    /// <param name="clip">The sample.</param>
    /// <param name="sample">Receives [views, 3, frames, height, width].</param>
    public void Write(PreparedClip clip, Span<float> sample)
    {
        var plane = clip.Height * clip.Width;
        var view = FrameStack.Colours * Length * plane;
        ArgumentOutOfRangeException.ThrowIfNotEqual(sample.Length, Views * view);
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var indices = clip.Indices[repeat];
            for (var i = 0; i < indices.Length; i++)
            {
                var pixels = clip.Stacks[repeat][indices[i]];
                var start = (((repeat * sampler.Views) + (i / Length)) * view) + (i % Length * plane);
                for (var colour = 0; colour < FrameStack.Colours; colour++)
                {
                    Spread(pixels[colour..], numbers.AsSpan(256 * colour, 256), sample.Slice(start + (colour * Length * plane), plane));
                }
            }
        }
    }

    private static void Spread(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> numbers, Span<float> plane)
    {
        for (int i = 0, from = 0; i < plane.Length; i++, from += FrameStack.Colours)
        {
            plane[i] = numbers[pixels[from]];
        }
    }

    private static FrameStack Chosen(FrameStack read, int[] needed, int[] own)
    {
        var chosen = new FrameStack(own.Length, read.Height, read.Width);
        for (var i = 0; i < own.Length; i++)
        {
            read[Array.BinarySearch(needed, own[i])].CopyTo(chosen[i]);
        }

        return chosen;
    }
}
