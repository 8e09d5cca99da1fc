using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>
/// Draws what does not belong to an image or a caption. What is drawn depends on the seed, the epoch and the item alone, never on what was
/// drawn before.
/// </summary>
internal sealed class NegativeDraws
{
    private readonly IReadOnlyList<int> groups;
    private readonly int captionsPerImage;
    private readonly long seed;
    private readonly bool distinct;
    private readonly Dictionary<int, int> groupSizes;

    /// <summary>Creates the draws.</summary>
    /// <param name="groups">The group of each image; images of one group have the same texts and are no negatives of each other.</param>
    /// <param name="captionsPerImage">Captions of each image.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="distinct">Whether an item draws nothing twice.</param>
    /// <exception cref="UsageException">All images are of one group: nothing could be a negative.</exception>
    public NegativeDraws(IReadOnlyList<int> groups, int captionsPerImage, long seed, bool distinct)
    {
        this.groups = groups;
        this.captionsPerImage = captionsPerImage;
        this.seed = seed;
        this.distinct = distinct;
        groupSizes = groups.CountBy(group => group).ToDictionary(pair => pair.Key, pair => pair.Value);
        if (groupSizes.Count < 2)
        {
            throw new UsageException(
                $"Negatives need images with at least two different texts, but the {groups.Count} images have the same; train on more data.");
        }
    }

    /// <summary>Captions that are not of an image.</summary>
    public int[] Captions(int epoch, int image, int count) => Draw(ItemRandom.For(seed, 2 * epoch, image), image, captionsPerImage, count);

    /// <summary>Images that are not of a caption.</summary>
    public int[] Images(int epoch, int caption, int count) =>
        Draw(ItemRandom.For(seed, (2 * epoch) + 1, caption), caption / captionsPerImage, 1, count);

    private int[] Draw(ItemRandom random, int image, int perImage, int count)
    {
        var total = groups.Count * perImage;
        var others = total - (groupSizes[groups[image]] * perImage);
        if (distinct && others <= 2 * count)
        {
            return Few(random, image, perImage, count);
        }

        // Most are no own ones, so few draws are in vain; what was drawn is few and is looked through.
        var drawn = new int[count];
        for (var i = 0; i < count;)
        {
            var candidate = random.Next(total);
            if (groups[candidate / perImage] != groups[image] && !(distinct && drawn.AsSpan(0, i).Contains(candidate)))
            {
                drawn[i++] = candidate;
            }
        }

        return drawn;
    }

    private int[] Few(ItemRandom random, int image, int perImage, int count)
    {
        var others = Enumerable.Range(0, groups.Count * perImage).Where(item => groups[item / perImage] != groups[image]).ToArray();
        for (var i = others.Length - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (others[i], others[j]) = (others[j], others[i]);
        }

        return others[..Math.Min(count, others.Length)];
    }
}
