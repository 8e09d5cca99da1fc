using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>
/// Speaks the ten digits with espeak-ng: every English base voice says each digit several times, each time with another voice variant, rate
/// and pitch drawn by seed. The result is a folder in FSDD's layout at 8 kHz (`{digit}_{voice}_{take}.wav`), trimmed of silence, which
/// <see cref="SpeechSource"/> reads. The folder's name is a hash of the settings and of what the installed program offers, so a change of
/// either makes another folder; a run that was stopped goes on where it was.
/// </summary>
public sealed class EspeakSpeech
{
    private const int Processes = 2;
    private const int Attempts = 8;
    private const float TrimLevel = 0.01f;
    private const int TrimMargin = SpeechSource.Rate / 100;

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private readonly EspeakSettings _settings;
    private readonly EspeakProgram _program;
    private readonly EspeakVoices _voices;

    /// <summary>Asks the installed program for its voices.</summary>
    /// <param name="settings">How the digits are spoken.</param>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    /// <exception cref="WeftException">The program is absent or fails.</exception>
    public EspeakSpeech(EspeakSettings settings)
    {
        settings.Check();
        _settings = settings;
        _program = new EspeakProgram(settings.Program);
        _voices = EspeakVoices.Discover(_program);
    }

    /// <summary>How many recordings there will be: 10 digits · voices · takes.</summary>
    public int Count => Words.Length * _voices.Bases.Count * _settings.Takes;

    /// <summary>Makes the recordings that are not there yet, two processes at a time.</summary>
    /// <param name="cacheFolder">Where folders of recordings are kept; created if need be.</param>
    /// <param name="progress">Told of the stage `speech`; null for silence.</param>
    /// <param name="cancellation">Stops between recordings; what is made stays.</param>
    /// <returns>The folder with the recordings.</returns>
    /// <exception cref="WeftException">The program fails, or keeps on giving silence for some digit.</exception>
    public string Prepare(string cacheFolder, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        var folder = Path.Combine(cacheFolder, Key());
        Directory.CreateDirectory(folder);
        var done = 0;
        var reporting = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Processes, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, Count, options, i =>
            {
                Make(folder, i);
                lock (reporting)
                {
                    progress?.Report(new PrepareProgress("speech", ++done, Count));
                }
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<WeftException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return folder;
    }

    private string Key()
    {
        // Where the program lies does not change what it says.
        var text = JsonSerializer.Serialize(_settings with { Program = "" })
            + $"\n{_voices.Version}\n{string.Join(',', _voices.Bases)}\n{string.Join(',', _voices.Variants)}";
        return "espeak-" + Checksum.OfBytes(Encoding.UTF8.GetBytes(text))[..16];
    }

    private void Make(string folder, int i)
    {
        var digit = i / (_voices.Bases.Count * _settings.Takes);
        var voice = i / _settings.Takes % _voices.Bases.Count;
        var take = i % _settings.Takes;
        var path = Path.Combine(folder, $"{digit}_{_voices.Bases[voice]}_{take}.wav");
        if (File.Exists(path))
        {
            return;
        }

        // Files appear under their names only when they are whole, so one that is there is good.
        var scratch = $"{path}.partial-{Environment.ProcessId}";
        try
        {
            AtomicFile.WriteAllBytes(path, WavFile.Encode(Speak(digit, voice, take, scratch), SpeechSource.Rate));
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    // A few variants stay silent at some pitches: then the next draw of the same take is tried.
    private float[] Speak(int digit, int voice, int take, string scratch)
    {
        var random = ItemRandom.For(_settings.Seed, (digit * 1000) + voice, take);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var variant = _voices.Variants[random.Next(_voices.Variants.Count)];
            var rate = _settings.SlowestRate + random.Next(_settings.FastestRate - _settings.SlowestRate + 1);
            var pitch = _settings.LowestPitch + random.Next(_settings.HighestPitch - _settings.LowestPitch + 1);
            _program.Ask("-v", $"{_voices.Bases[voice]}+{variant}", "-s", $"{rate}", "-p", $"{pitch}", "-w", scratch, Words[digit]);
            if (new FileInfo(scratch) is not { Exists: true, Length: > 44 })
            {
                continue;
            }

            var spoken = WavFile.Read(scratch);
            var samples = Trim(new Resampler(spoken.Rate, SpeechSource.Rate).Convert(spoken.Samples));
            if (samples.Length is >= Spectrogram.MinimumSamples and <= Spectrogram.MaximumSamples)
            {
                return samples;
            }
        }

        throw new WeftException(
            $"{_program.Name} gave no usable sound for \"{Words[digit]}\" in the voice {_voices.Bases[voice]} in {Attempts} attempts.");
    }

    /// <summary>
    /// Cuts what is quieter than 1 % of the peak (-40 dB) from both ends, leaving 10 ms around the speech; nothing is left of silence.
    /// </summary>
    internal static float[] Trim(float[] samples)
    {
        var peak = samples.Length == 0 ? 0 : samples.Max(Math.Abs);
        if (peak < TrimLevel)
        {
            return [];
        }

        var first = Array.FindIndex(samples, sample => Math.Abs(sample) >= peak * TrimLevel);
        var last = Array.FindLastIndex(samples, sample => Math.Abs(sample) >= peak * TrimLevel);
        return samples[Math.Max(0, first - TrimMargin)..Math.Min(samples.Length, last + 1 + TrimMargin)];
    }
}
