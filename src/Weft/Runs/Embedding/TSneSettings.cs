using Weft.Torch;

namespace Weft.Runs.Embedding;

/// <summary>How t-SNE goes about it; the defaults are usual ones.</summary>
public sealed record TSneSettings
{
    /// <summary>About how many neighbours a sample looks at; less for few samples. 30.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of the descent; 750.</summary>
    public int Steps { get; init; } = 750;

    /// <summary>Numbers of a sample that are kept, by principal components, before distances are measured; 50.</summary>
    public int Components { get; init; } = 50;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        if (!(Perplexity >= 1) || Steps < 1 || Components < 2)
        {
            throw new UsageException(
                $"t-SNE cannot work with perplexity {Perplexity}, steps {Steps} and components {Components}: "
                + "at least 1, at least 1 and at least 2.");
        }
    }
}
