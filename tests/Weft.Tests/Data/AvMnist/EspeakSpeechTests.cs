using Shouldly;
using Weft.Data.AvMnist;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.AvMnist;

public sealed class EspeakSpeechTests
{
    private static readonly EspeakSettings Small = new() { Takes = 3 };

    [Fact]
    public void Digits_are_spoken_once_and_kept()
    {
        using var folder = new TemporaryFolder();
        var speech = Open();
        var made = speech.Prepare(folder.Path);
        var files = Directory.GetFiles(made);
        files.Length.ShouldBe(speech.Count);
        var source = SpeechSource.Open(made);
        source.Recordings.ShouldAllBe(recording => recording.Samples.Length >= 400 && recording.Speaker.StartsWith("en"));
        source.Recordings.Select(recording => recording.Samples.Length).Distinct().Count().ShouldBeGreaterThan(speech.Count / 3);

        // What is there stays; what is missing is made again.
        var kept = files.Order().First();
        var lost = files.Order().Last();
        File.WriteAllBytes(kept, SmallSources.Tone(500, 100));
        File.Delete(lost);
        speech.Prepare(folder.Path).ShouldBe(made);
        File.ReadAllBytes(kept).ShouldBe(SmallSources.Tone(500, 100));
        File.Exists(lost).ShouldBeTrue();
        Directory.GetFiles(made).Length.ShouldBe(speech.Count);
    }

    [Fact]
    public void Other_settings_have_another_folder_and_a_stop_keeps_what_is_made()
    {
        using var folder = new TemporaryFolder();
        Open();
        using var stop = new CancellationTokenSource();
        var speech = new EspeakSpeech(Small with { Seed = 5 });
        Should.Throw<OperationCanceledException>(() => speech.Prepare(folder.Path, new StopAfter(4, stop), stop.Token));
        var first = Directory.GetDirectories(folder.Path).ShouldHaveSingleItem();
        Directory.GetFiles(first).Length.ShouldBeInRange(4, 8);
        Should.Throw<OperationCanceledException>(() => new EspeakSpeech(Small).Prepare(folder.Path, null, stop.Token));
        Directory.GetDirectories(folder.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void An_absent_program_is_told_with_the_command_that_brings_it() =>
        Should.Throw<WeftException>(() => new EspeakSpeech(new EspeakSettings { Program = "no-such-espeak" }))
            .Message.ShouldBe("no-such-espeak is not there to speak the digits: install it (apt install espeak-ng), or give a folder of recordings as speech.");

    [Theory]
    [InlineData(2, 120, 220, 20, 80, "takes is 2")]
    [InlineData(3, 221, 220, 20, 80, "rates are 221 to 220")]
    [InlineData(3, 10, 220, 20, 80, "rates are 10 to 220")]
    [InlineData(3, 120, 220, 20, 100, "pitches are 20 to 100")]
    public void Wrong_settings_are_told(int takes, int slow, int fast, int low, int high, string problem) => Should.Throw<UsageException>(
        () => new EspeakSettings { Takes = takes, SlowestRate = slow, FastestRate = fast, LowestPitch = low, HighestPitch = high }.Check())
        .Message.ShouldContain(problem);

    [Fact]
    public void Silence_is_trimmed_from_both_ends()
    {
        var sound = WavFile.Parse(SmallSources.Tone(1000, 500), "tone").Samples;
        EspeakSpeech.Trim([.. new float[700], .. sound, .. new float[900]]).Length.ShouldBeInRange(1000 + 155, 1000 + 160);
        EspeakSpeech.Trim(new float[500]).ShouldBeEmpty();
        EspeakSpeech.Trim([]).ShouldBeEmpty();
    }

    private static EspeakSpeech Open()
    {
        try
        {
            return new EspeakSpeech(Small);
        }
        catch (WeftException exception) when (exception.InnerException is System.ComponentModel.Win32Exception)
        {
            Assert.Skip("espeak-ng is absent: skipped");
            throw;
        }
    }

    private sealed class StopAfter(int count, CancellationTokenSource stop) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value)
        {
            if (value.Done >= count)
            {
                stop.Cancel();
            }
        }
    }
}
