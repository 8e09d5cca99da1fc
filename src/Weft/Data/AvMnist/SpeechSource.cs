using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>One spoken digit.</summary>
/// <param name="Name">Its path within the source.</param>
/// <param name="Digit">What is said, 0 to 9.</param>
/// <param name="Speaker">Who says it.</param>
/// <param name="Take">The number of the take.</param>
/// <param name="Samples">The samples at 8 kHz; full scale is ±1.</param>
public sealed record Recording(string Name, int Digit, string Speaker, int Take, float[] Samples);

/// <summary>
/// Spoken digits in the layout of the Free Spoken Digit Dataset: `{digit}_{speaker}_{take}.wav`, from a folder or a zip file, at 8 kHz.
/// <para>
/// Splits go by take, so that no recording is in two of them. FSDD's own rule makes takes 0 to 4 the test set; of its training takes, 5 to
/// 9 are dev here and the others train. A source with fewer than 20 different takes, or with none in one of these three ranges, is split by
/// its sorted takes instead: the first tenth is test, the next tenth dev, the rest train, at least one each.
/// </para>
/// </summary>
public sealed partial class SpeechSource
{
    /// <summary>The sampling rate of all recordings, in hertz.</summary>
    public const int Rate = 8000;

    private const int OfficialTakes = 20;
    private const int ReferenceTrainLimit = 160;
    private const int ReferenceTestLimit = 40;
    private readonly Recording[][] _sound;
    private readonly Recording[][] _reference;

    private SpeechSource(string path, IReadOnlyList<Recording> recordings)
    {
        Path = path;
        Recordings = recordings;
        var takes = recordings.Select(recording => recording.Take).Distinct().Order().ToArray();
        var split = SplitOf(path, takes);
        var referenceTest = ReferenceTestTakes(takes);
        _sound = Group(path, recording => split[recording.Take]);
        _reference = Group(path, recording => referenceTest.Contains(recording.Take) ? Split.Test : Split.Train, dev: false);
        for (var i = 0; i < _reference.Length; i++)
        {
            _reference[i] = [.. _reference[i].Take(i / 10 == (int)Split.Test ? ReferenceTestLimit : ReferenceTrainLimit)];
        }
    }

    /// <summary>The folder or zip file that was read.</summary>
    public string Path { get; }

    /// <summary>All recordings in ordinal order of their names.</summary>
    public IReadOnlyList<Recording> Recordings { get; }

    /// <summary>Reads all recordings.</summary>
    /// <param name="path">A folder or zip file as <see cref="SoundFolder.Open"/> takes it.</param>
    /// <exception cref="InvalidFileException">
    /// The source cannot be read; a name is not `{digit}_{speaker}_{take}.wav`; a recording is silent, shorter than 0.05 s or longer than
    /// 3.1 s; or a digit lacks recordings in one of the splits.
    /// </exception>
    public static SpeechSource Open(string path)
    {
        var folder = SoundFolder.Open(path);
        var recordings = folder.Names.Select(name => Parse(folder, name)).ToArray();
        var seen = new HashSet<(int, string, int)>();
        for (var i = 0; i < recordings.Length; i++)
        {
            var recording = recordings[i];
            if (!seen.Add((recording.Digit, recording.Speaker, recording.Take)))
            {
                throw new InvalidFileException(
                    folder.Label(recording.Name), "repeats the digit, speaker and take of another file of the source");
            }
        }

        foreach (var (i, sound) in folder.Read(Rate).Index())
        {
            recordings[i] = recordings[i] with { Samples = Checked(sound.Sound.Samples, folder.Label(sound.Name)) };
        }

        return new SpeechSource(folder.Path, recordings);
    }

    /// <summary>The recordings of one digit in one split, in ordinal order of their names; at least one.</summary>
    /// <param name="split">The split.</param>
    /// <param name="digit">0 to 9.</param>
    public IReadOnlyList<Recording> Of(Split split, int digit) => _sound[((int)split * 10) + digit];

    /// <summary>
    /// The recordings of one digit by the public generator's rule: takes 40 to 49 are test, all others train and dev together, and of each
    /// only the first 40 and 160 (so many there were when it was written). A source without takes 40 to 49 gives its last fifth of takes to
    /// test.
    /// </summary>
    /// <param name="split">The split; train and dev give the same recordings.</param>
    /// <param name="digit">0 to 9.</param>
    public IReadOnlyList<Recording> ReferenceOf(Split split, int digit) =>
        _reference[((int)(split == Split.Test ? Split.Test : Split.Train) * 10) + digit];

    private static Recording Parse(SoundFolder folder, string name)
    {
        var match = NamePattern().Match(name[(name.LastIndexOf('/') + 1)..]);
        if (!match.Success || !int.TryParse(match.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var take))
        {
            throw new InvalidFileException(
                folder.Label(name), "is not named {digit}_{speaker}_{take}.wav; rename it or move it out of the source");
        }

        return match.Groups[1].ValueSpan is [>= '0' and <= '9' and var digit]
            ? new Recording(name, digit - '0', match.Groups[2].Value, take, [])
            : throw new InvalidFileException(
                folder.Label(name), $"has the label {match.Groups[1].Value} in its name, which is not a digit from 0 to 9");
    }

    private static float[] Checked(float[] samples, string label)
    {
        if (samples.Length is < Spectrogram.MinimumSamples or > Spectrogram.MaximumSamples)
        {
            throw new InvalidFileException(
                label,
                string.Create(CultureInfo.InvariantCulture, $"lasts {samples.Length / (double)Rate:0.00} s, but a spoken digit lasts 0.05 s to 3.1 s; trim it"));
        }

        return NoiseMixer.Power(samples) > NoiseMixer.Silence ? samples : throw new InvalidFileException(
            label, "is silent; remove it from the source");
    }

    private static Dictionary<int, Split> SplitOf(string path, int[] takes)
    {
        if (takes.Length >= OfficialTakes && takes[0] <= 4 && takes[^1] >= 10 && takes.Any(take => take is >= 5 and <= 9))
        {
            return takes.ToDictionary(
                take => take, take => take <= 4 ? Split.Test : take <= 9 ? Split.Dev : Split.Train);
        }

        if (takes.Length < 3)
        {
            throw new InvalidFileException(
                path,
                $"has recordings of {takes.Length} take(s) only; test, dev and train need one each, so at least three takes of every digit");
        }

        var tenth = Math.Max(1, takes.Length / 10);
        return takes.Index().ToDictionary(
            take => take.Item,
            take => take.Index < tenth ? Split.Test : take.Index < 2 * tenth ? Split.Dev : Split.Train);
    }

    private static HashSet<int> ReferenceTestTakes(int[] takes) =>
        takes.Any(take => take is >= 40 and <= 49) && takes[0] < 40
            ? [.. takes.Where(take => take is >= 40 and <= 49)]
            : [.. takes[^Math.Max(1, takes.Length / 5)..]];

    private Recording[][] Group(string path, Func<Recording, Split> splitOf, bool dev = true)
    {
        var groups = Recordings.ToLookup(recording => ((int)splitOf(recording) * 10) + recording.Digit);
        var result = new Recording[30][];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = [.. groups[i]];
            if (result[i].Length == 0 && (dev || i / 10 != (int)Split.Dev))
            {
                throw new InvalidFileException(
                    path,
                    $"has no recording of the digit {i % 10} among the takes of the {((Split)(i / 10)).Word()} split");
            }
        }

        return result;
    }

    [GeneratedRegex(@"^(\d+)_(.+)_(\d+)\.[wW][aA][vV]$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}
