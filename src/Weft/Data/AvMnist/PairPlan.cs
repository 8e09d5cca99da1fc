namespace Weft.Data.AvMnist;

/// <summary>Decides which recording and which noise a pair gets. Safe for several threads at once.</summary>
internal interface IPairPlan
{
    /// <summary>The pair of image i of a split.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The pair's index within the split.</param>
    /// <param name="label">Its digit.</param>
    /// <param name="noise">A buffer of the longest recording's length; its head gets as many samples of noise as the recording has.</param>
    (Recording Recording, NoiseDraw Noise) Choose(Split split, int index, int label, Span<float> noise);
}

/// <summary>
/// Weft's plan: each pair draws a recording of its digit and a noise window from its own split, by (seed, split, index) alone.
/// </summary>
internal sealed class SoundPlan(SpeechSource speech, INoiseSource noises, long seed) : IPairPlan
{
    /// <inheritdoc/>
    public (Recording Recording, NoiseDraw Noise) Choose(Split split, int index, int label, Span<float> noise)
    {
        var random = ItemRandom.For(seed, (int)split, index);
        var recordings = speech.Of(split, label);
        var recording = recordings[random.Next(recordings.Count)];
        return (recording, noises.Draw(split, ref random, noise[..recording.Samples.Length]));
    }
}

/// <summary>
/// The public generator's plan (mfas.md section 6.1): the next recording of the digit and the next noise clip, round and round; clips are
/// taken from their beginning. Train and dev are one sequence, as there. One clip of each class is chosen (by seed; the generator had
/// none), the first four fifths of the classes are train, the others test. Clips without classes are all used, split alike. A clip whose
/// beginning is silent passes its turn. The generator's own default is no noise at all: recipe noise `none`.
/// </summary>
internal sealed class ReferencePlan : IPairPlan
{
    private const int ClipStream = 100;
    private readonly SpeechSource _speech;
    private readonly INoiseSource _noises;
    private readonly long _seed;
    private readonly int _train;
    private readonly int[] _trainRanks;
    private readonly int[] _testRanks;
    private readonly NoiseClip[] _trainClips = [];
    private readonly NoiseClip[] _testClips = [];

    public ReferencePlan(
        SpeechSource speech, INoiseSource noises, AvMnistRecipe recipe, ReadOnlySpan<byte> trainLabels, ReadOnlySpan<byte> testLabels)
    {
        _speech = speech;
        _noises = noises;
        _seed = recipe.Seed;
        _train = recipe.Train;
        _trainRanks = Ranks(trainLabels);
        _testRanks = Ranks(testLabels);
        if (noises is ClipNoise clips)
        {
            var chosen = OfEachClass(clips.Clips, recipe.Seed);
            var test = Math.Max(1, chosen.Length / 5);
            _trainClips = chosen[..^test];
            _testClips = chosen[^test..];
        }
    }

    /// <inheritdoc/>
    public (Recording Recording, NoiseDraw Noise) Choose(Split split, int index, int label, Span<float> noise)
    {
        var test = split == Split.Test;
        var place = split == Split.Dev ? _train + index : index;
        var recordings = _speech.ReferenceOf(split, label);
        var recording = recordings[(test ? _testRanks : _trainRanks)[place] % recordings.Count];
        var window = noise[..recording.Samples.Length];
        var clips = test ? _testClips : _trainClips;
        for (var turn = 0; turn < clips.Length; turn++)
        {
            var clip = clips[(place + turn) % clips.Length];
            ClipNoise.Take(clip, 0, window);
            if (NoiseMixer.Power(window) > NoiseMixer.Silence)
            {
                return (recording, new NoiseDraw(clip.Name, 0));
            }
        }

        var random = ItemRandom.For(_seed, (int)split, index);
        return (recording, _noises.Draw(split, ref random, window));
    }

    // How many pairs before this one have the same digit.
    private static int[] Ranks(ReadOnlySpan<byte> labels)
    {
        var seen = new int[10];
        var ranks = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            ranks[i] = seen[labels[i]]++;
        }

        return ranks;
    }

    private static NoiseClip[] OfEachClass(IReadOnlyList<NoiseClip> clips, long seed) =>
        clips.Any(clip => clip.Class.Length == 0)
            ? [.. clips]
            : [.. clips.GroupBy(clip => clip.Class, StringComparer.Ordinal)
                .OrderBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select((group, i) =>
                {
                    var random = ItemRandom.For(seed, ClipStream, i);
                    return group.ElementAt(random.Next(group.Count()));
                })];
}
