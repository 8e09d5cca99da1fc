using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>One clip of noise.</summary>
/// <param name="Name">Its path within the source.</param>
/// <param name="Fold">ESC's fold, 1 to 5, or 0 where there are none.</param>
/// <param name="Class">What sounds, as the source numbers or names it; empty where that is unknown.</param>
/// <param name="Samples">The samples at 8 kHz.</param>
public sealed record NoiseClip(string Name, int Fold, string Class, float[] Samples);

/// <summary>
/// Noise from clips in a folder or zip file, such as ESC-10 and ESC-50 (Piczak 2015). Where folds are known (<see cref="ClipIndex"/>),
/// folds 1 to 3 are train, 4 dev and 5 test; ESC keeps clips of one field recording in one fold. Otherwise the clips in order of their
/// names are split: the first 80 % train, the next 10 % dev, the last 10 % test, at least one each. Windows of digital silence, which ESC
/// pads with, are drawn anew.
/// </summary>
public sealed class ClipNoise : INoiseSource
{
    private const int Attempts = 1000;
    private readonly NoiseClip[][] _splits;

    private ClipNoise(string path, NoiseClip[] clips)
    {
        Path = path;
        Clips = clips;
        _splits = [[], [], []];
        var folds = clips.All(clip => clip.Fold > 0);
        var tenth = Math.Max(1, clips.Length / 10);
        foreach (var split in Enum.GetValues<Split>())
        {
            _splits[(int)split] = [.. clips.Where((clip, i) => split == (folds ? OfFold(clip.Fold) : OfOrder(i, clips.Length, tenth)))];
            if (_splits[(int)split].All(clip => NoiseMixer.Power(clip.Samples) <= NoiseMixer.Silence))
            {
                throw new InvalidFileException(
                    path,
                    folds
                        ? $"has no clip with sound for the {split.Word()} split (folds 1-3 are train, 4 dev, 5 test)"
                        : $"has {clips.Length} clip(s), too few with sound for train, dev and test; give at least three");
            }
        }
    }

    /// <summary>The folder or zip file that was read.</summary>
    public string Path { get; }

    /// <summary>All clips in ordinal order of their names.</summary>
    public IReadOnlyList<NoiseClip> Clips { get; }

    /// <summary>Reads all clips.</summary>
    /// <param name="path">A folder or zip file as <see cref="SoundFolder.Open"/> takes it.</param>
    /// <exception cref="InvalidFileException">
    /// The source or its index cannot be read, or its clips do not suffice for three splits.
    /// </exception>
    public static ClipNoise Open(string path)
    {
        var folder = SoundFolder.Open(path);
        var index = ClipIndex.Open(folder);
        return new ClipNoise(
            folder.Path,
            [.. folder.Read(SpeechSource.Rate).Select(sound =>
            {
                var (fold, kind) = index.Find(sound.Name);
                return new NoiseClip(sound.Name, fold, kind, sound.Sound.Samples);
            })]);
    }

    /// <summary>The clips of one split, in ordinal order of their names.</summary>
    /// <param name="split">The split.</param>
    public IReadOnlyList<NoiseClip> Of(Split split) => _splits[(int)split];

    /// <inheritdoc/>
    /// <exception cref="WeftException">A thousand windows in a row are silent.</exception>
    public NoiseDraw Draw(Split split, ref ItemRandom random, Span<float> window)
    {
        var clips = _splits[(int)split];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var clip = clips[random.Next(clips.Length)];
            var start = random.Next(Math.Max(1, clip.Samples.Length - window.Length + 1));
            Take(clip, start, window);
            if (NoiseMixer.Power(window) > NoiseMixer.Silence)
            {
                return new NoiseDraw(clip.Name, start);
            }
        }

        throw new WeftException($"{Path}: {Attempts} windows of noise in a row are silent in the {split.Word()} split; remove silent clips.");
    }

    /// <summary>Copies a window of a clip; a clip that is too short starts again.</summary>
    internal static void Take(NoiseClip clip, int start, Span<float> window)
    {
        for (var filled = 0; filled < window.Length;)
        {
            var part = clip.Samples.AsSpan(start);
            part = part[..Math.Min(part.Length, window.Length - filled)];
            part.CopyTo(window[filled..]);
            filled += part.Length;
            start = 0;
        }
    }

    private static Split OfFold(int fold) => fold switch
    {
        4 => Split.Dev,
        5 => Split.Test,
        _ => Split.Train,
    };

    private static Split OfOrder(int i, int count, int tenth) =>
        i < count - (2 * tenth) ? Split.Train : i < count - tenth ? Split.Dev : Split.Test;
}
