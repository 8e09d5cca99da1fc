namespace Weft.Experiments.VisionLanguage;

/// <summary>Some samples of a task: questions, sentences or captions.</summary>
/// <param name="Name">What a person reads, such as <c>train</c> or <c>testA</c>.</param>
/// <param name="Samples">The samples' numbers within the task.</param>
public sealed record SentencePart(string Name, int[] Samples)
{
    /// <summary>Cuts the part in two.</summary>
    /// <param name="share">How much of it the first has, 0 to 1; each has a sample at least, where there are two.</param>
    /// <param name="order">The samples in the order in which they are cut: those of one group stay together as far as they lie together.</param>
    /// <param name="names">Names of both.</param>
    /// <param name="whole">The first has a whole multiple of so many samples; 1 by default.</param>
    public static (SentencePart First, SentencePart Second) Cut(IReadOnlyList<int> order, double share, (string First, string Second) names, int whole = 1)
    {
        var at = Math.Clamp((int)(order.Count * share), Math.Min(1, order.Count - 1), Math.Max(1, order.Count - 1));
        at = Math.Max(at / whole, 1) * whole;
        return (new SentencePart(names.First, [.. order.Take(at)]), new SentencePart(names.Second, [.. order.Skip(at)]));
    }
}

/// <summary>What a network is not shown, so that a rival has one modality alone.</summary>
public enum Blindfold
{
    /// <summary>It is shown everything.</summary>
    None,

    /// <summary>Every sentence is one unknown word.</summary>
    Text,

    /// <summary>Regions look alike and lie in one place.</summary>
    Regions,
}
