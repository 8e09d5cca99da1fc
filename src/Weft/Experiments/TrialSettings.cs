using System.ComponentModel.DataAnnotations;
using Weft.Training;

namespace Weft.Experiments;

/// <summary>
/// How the trials of a search are trained and shared. The defaults are those of the published MFAS search (specification 3): three epochs
/// in batches of 32.
/// </summary>
public sealed record TrialSettings : RestartTrainingSettings
{
    /// <summary>Sets the published numbers.</summary>
    public TrialSettings()
    {
        Epochs = 3;
        BatchSize = 32;
    }

    /// <summary>How many trials at most; 0, the default, is the strategy's own number (as many as surrogate-guided search has).</summary>
    [Range(0, 10_000_000)]
    public int Count { get; init; }

    /// <summary>How many of the best trials are trained as found networks, of which the best on dev is kept; 3. Reference rules: 1.</summary>
    [Range(1, 1000)]
    public int Candidates { get; init; } = 3;

    /// <summary>Whether training-free scores are computed for every trial, so that the report can say what they are worth; true.</summary>
    public bool Proxies { get; init; } = true;

    /// <summary>Whether fusion layers of equal key begin with the weights of the last network that had one (<c>--weightsharing</c>); false.</summary>
    public bool ShareWeights { get; init; }

    /// <summary>Seconds that a worker of a study may be silent before its trials are given to another; 60.</summary>
    [Range(1.0, 1e6)]
    public double LeaseSeconds { get; init; } = 60;
}

/// <summary>The size of networks that are kept, where a search tries smaller ones (MFAS specification 4).</summary>
public sealed record MfasFoundSettings
{
    /// <summary>Outputs of every fusion layer; 256 as published.</summary>
    [Range(1, 65536)]
    public int Inner { get; init; } = 256;

    /// <summary>Dropout behind every fusion layer; 0.4 as published.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.4;

    /// <summary>
    /// Whether the encoders' own logits take part in the loss and in the prediction (<c>--multitask</c>); false. It stands apart from
    /// <c>mfas.multitask</c>, the search's: there the encoders' logits would make all candidates score alike.
    /// </summary>
    public bool Multitask { get; init; }
}

/// <summary>What encoders do while trials are trained.</summary>
public enum EncoderMode
{
    /// <summary>As <c>compatibility</c> says: cached, or in train mode under reference rules.</summary>
    Auto,

    /// <summary>They ran once, in evaluation mode; their taps are read from the cache.</summary>
    Cached,

    /// <summary>They run in evaluation mode at every step: the same taps as cached ones, slowly, of samples augmented anew in every epoch.</summary>
    Eval,

    /// <summary>As published: they run in train mode at every step, and their running statistics move (MFAS specification Q6).</summary>
    Train,
}

/// <summary>What choices are compared on.</summary>
public enum DevChoice
{
    /// <summary>As <c>compatibility</c> says: held out, or the test split under reference rules (but for MFAS on NTU RGB+D and tasks like it).</summary>
    Auto,

    /// <summary>The dev split, which nothing is trained on.</summary>
    Holdout,

    /// <summary>As published for found networks: all of train and dev is trained on, epochs are chosen on test (MFAS specification Q9).</summary>
    Test,
}

/// <summary>Whether an option follows <c>compatibility</c>.</summary>
public enum Switch
{
    /// <summary>As <c>compatibility</c> says.</summary>
    Auto,

    /// <summary>As published.</summary>
    Published,

    /// <summary>Set right.</summary>
    Fixed,
}

/// <summary>Published quirks one by one (MFAS specification, section 11); each follows <c>compatibility</c> unless it is set.</summary>
public sealed record SwitchSettings
{
    /// <summary>How steps are counted for the temperature (Q1).</summary>
    public Switch TemperatureIndex { get; init; }

    /// <summary>Whether equal choices are drawn twice as likely and trained again (Q2), or once and taken over.</summary>
    public Switch Duplicates { get; init; }

    /// <summary>Whether a cosine cycle ends only where a step lands on its minimum (Q7).</summary>
    public Switch Restarts { get; init; }

    /// <summary>What encoders do while trials are trained (Q6).</summary>
    public EncoderMode Encoders { get; init; }

    /// <summary>What choices are compared on (Q9).</summary>
    public DevChoice Dev { get; init; }

    /// <summary>Whether a switch is as published.</summary>
    /// <param name="value">The switch.</param>
    /// <param name="compatibility">What it follows if it is not set.</param>
    public static bool Published(Switch value, Compatibility compatibility) =>
        value == Switch.Published || (value == Switch.Auto && compatibility == Compatibility.Reference);

    /// <summary>Whether choices are made on test.</summary>
    /// <param name="published">Whether the rules that are followed do so; it counts if nothing is set.</param>
    public bool ChoosesOnTest(bool published) => Dev == DevChoice.Test || (Dev == DevChoice.Auto && published);
}
