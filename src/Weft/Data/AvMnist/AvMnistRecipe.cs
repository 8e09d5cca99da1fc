using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>All that decides what a prepared AV-MNIST contains: the sources and the settings.</summary>
public sealed record AvMnistRecipe
{
    /// <summary>The word that stands for speech made by espeak-ng.</summary>
    public const string EspeakWord = "espeak";

    /// <summary>The folder with MNIST's four files.</summary>
    public required string Mnist { get; init; }

    /// <summary>Spoken digits: a folder or zip file in FSDD's layout (<see cref="SpeechSource"/>), or `espeak`.</summary>
    public required string Speech { get; init; }

    /// <summary>Noise: a folder or zip file with clips (<see cref="ClipNoise"/>), `synthetic`, or `none`.</summary>
    public required string Noise { get; init; }

    /// <summary>How speech is made where <see cref="Speech"/> is `espeak`.</summary>
    public EspeakSettings Espeak { get; init; } = new();

    /// <summary>
    /// Speech power over noise power, in decibels, -60 to 60. Default -10, where either modality alone leaves much to the other.
    /// </summary>
    public double SnrDb { get; init; } = -10;

    /// <summary>The share of the image energy that is kept, above 0 and at most 1. Default 0.25, as in the paper.</summary>
    public double Energy { get; init; } = 0.25;

    /// <summary>Training pairs, from the head of MNIST's training file. Default 55,000.</summary>
    public int Train { get; init; } = 55_000;

    /// <summary>Dev pairs, the next of MNIST's training file. Default 5,000.</summary>
    public int Dev { get; init; } = 5_000;

    /// <summary>Test pairs, from the head of MNIST's test file. Default 10,000.</summary>
    public int Test { get; init; } = 10_000;

    /// <summary>The seed of all draws. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Whose rules hold. Default <see cref="Compatibility.Sound"/>.</summary>
    public Compatibility Compatibility { get; init; } = Compatibility.Sound;

    /// <summary>How many pairs a split has.</summary>
    /// <param name="split">The split.</param>
    public int Count(Split split) => split switch
    {
        Split.Train => Train,
        Split.Dev => Dev,
        _ => Test,
    };

    /// <summary>Checks the settings that can be judged without opening a source.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Mnist), "mnist is empty, but the folder with MNIST's four files is needed");
        Require(
            !string.IsNullOrWhiteSpace(Speech),
            $"speech is empty, but a folder or zip file of spoken digits or the word {EspeakWord} is needed");
        Require(
            !string.IsNullOrWhiteSpace(Noise),
            "noise is empty, but a folder or zip file of clips or one of the words synthetic and none is needed");
        Require(SnrDb is >= -60 and <= 60, FormattableString.Invariant($"snrDb is {SnrDb}, but it lies from -60 to 60 decibels"));
        Require(
            Energy is > 0 and <= 1,
            FormattableString.Invariant($"energy is {Energy}, but the share that is kept is above 0 and at most 1"));
        Require(Train >= 2, $"train is {Train}, but at least 2 pairs are needed to find principal components");
        Require(Dev >= 1, $"dev is {Dev}, but at least 1 pair is needed");
        Require(Test >= 2, $"test is {Test}, but at least 2 pairs are needed");
        Require(Enum.IsDefined(Compatibility), $"compatibility is {(int)Compatibility}, but it is sound or reference");
        Espeak.Check();
    }

    /// <summary>Checks the counts against what MNIST has.</summary>
    /// <exception cref="UsageException">More pairs are asked for than there are images.</exception>
    internal void CheckCounts(int trainImages, int testImages)
    {
        Require(
            (long)Train + Dev <= trainImages,
            $"train {Train} and dev {Dev} are {(long)Train + Dev} pairs, but MNIST's training file has {trainImages} images; set train or dev lower");
        Require(Test <= testImages, $"test is {Test} pairs, but MNIST's test file has {testImages} images; set test lower");
    }

    /// <summary>Every setting of a recipe as it was and as it is wanted; all clips of noise count as one, their digests tell them apart.</summary>
    internal static IEnumerable<(string Name, string? Was, string? Wanted)> Settings(AvMnistRecipe was, AvMnistRecipe wanted) =>
        Settings(was).Zip(Settings(wanted), (a, b) => (a.Name, (string?)a.Value, (string?)b.Value));

    private static (string Name, string Value)[] Settings(AvMnistRecipe recipe) =>
    [
        ("noise", recipe.Noise is NoiseSource.None or NoiseSource.Synthetic ? recipe.Noise : "clips"),
        ("snrDb", FormattableString.Invariant($"{recipe.SnrDb}")),
        ("energy", FormattableString.Invariant($"{recipe.Energy}")),
        ("train", $"{recipe.Train}"),
        ("dev", $"{recipe.Dev}"),
        ("test", $"{recipe.Test}"),
        ("seed", $"{recipe.Seed}"),
        ("compatibility", recipe.Compatibility.ToString().ToLowerInvariant()),
    ];

    private static void Require(bool met, string otherwise)
    {
        if (!met)
        {
            throw new UsageException($"The AV-MNIST recipe's {otherwise}.");
        }
    }
}
