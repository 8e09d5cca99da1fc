using Shouldly;
using Weft.Data;
using Weft.Data.AvMnist;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.AvMnist;

public sealed class SpeechSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void FSDD_is_split_by_its_own_rule()
    {
        var folder = TestPaths.Data("fsdd");
        if (folder is null)
        {
            Assert.Skip("FSDD is absent: skipped");
        }

        var source = SpeechSource.Open(folder);
        source.Recordings.Count.ShouldBe(3000);
        for (var digit = 0; digit < 10; digit++)
        {
            source.Of(Split.Test, digit).Count.ShouldBe(30);
            source.Of(Split.Test, digit).ShouldAllBe(recording => recording.Take <= 4 && recording.Digit == digit);
            source.Of(Split.Dev, digit).Count.ShouldBe(30);
            source.Of(Split.Dev, digit).ShouldAllBe(recording => recording.Take >= 5 && recording.Take <= 9);
            source.Of(Split.Train, digit).Count.ShouldBe(240);
            source.ReferenceOf(Split.Train, digit).Count.ShouldBe(160);
            source.ReferenceOf(Split.Test, digit).Count.ShouldBe(40);
            source.ReferenceOf(Split.Test, digit).ShouldAllBe(recording => recording.Take >= 40);
        }

        var zero = source.Recordings.Single(recording => recording.Name == "0_george_0.wav");
        zero.Samples.Length.ShouldBe(2384);
    }

    [Fact]
    public void Few_takes_are_shared_out_with_at_least_one_each()
    {
        using var small = new SmallSources();
        var source = SpeechSource.Open(small.Speech);
        source.Of(Split.Test, 3).ShouldAllBe(recording => recording.Take == 0);
        source.Of(Split.Dev, 3).ShouldAllBe(recording => recording.Take == 1);
        source.Of(Split.Train, 3).Select(recording => recording.Take).Distinct().Order().ShouldBe([2, 3]);
        source.Of(Split.Train, 3).Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("seven.wav", "is not named {digit}_{speaker}_{take}.wav")]
    [InlineData("7_ada.wav", "is not named {digit}_{speaker}_{take}.wav")]
    [InlineData("7_ada_x.wav", "is not named {digit}_{speaker}_{take}.wav")]
    [InlineData("7_ada_99999999999.wav", "is not named {digit}_{speaker}_{take}.wav")]
    [InlineData("12_ada_1.wav", "has the label 12 in its name")]
    [InlineData("x/0_ada_0.wav", "repeats the digit, speaker and take")]
    public void Odd_names_are_named(string name, string problem)
    {
        Fill(3);
        Directory.CreateDirectory(_folder["x"]);
        File.WriteAllBytes(_folder[name], SmallSources.Tone(600, 300));
        var message = Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path)).Message;
        message.ShouldContain(name);
        message.ShouldContain(problem);
    }

    [Fact]
    public void Recordings_that_do_not_suffice_are_told()
    {
        Fill(2);
        Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path)).Message.ShouldContain("has recordings of 2 take(s) only");
        Fill(3);
        File.Delete(_folder["4_ada_1.wav"]);
        Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path))
            .Message.ShouldContain("no recording of the digit 4 among the takes of the dev split");
    }

    [Fact]
    public void Unfit_recordings_are_named()
    {
        Fill(3);
        File.WriteAllBytes(_folder["3_ada_1.wav"], SmallSources.Tone(300, 300));
        Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path)).Message.ShouldContain("3_ada_1.wav: lasts 0.04 s");
        File.WriteAllBytes(_folder["3_ada_1.wav"], SmallSources.Tone(30_000, 300));
        Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path)).Message.ShouldContain("3_ada_1.wav: lasts 3.75 s");
        File.WriteAllBytes(_folder["3_ada_1.wav"], WavFile.Encode(new float[800], 8000));
        Should.Throw<InvalidFileException>(() => SpeechSource.Open(_folder.Path)).Message.ShouldContain("3_ada_1.wav: is silent");
    }

    public void Dispose() => _folder.Dispose();

    private void Fill(int takes)
    {
        for (var i = 0; i < 10 * takes; i++)
        {
            File.WriteAllBytes(_folder[$"{i / takes}_ada_{i % takes}.wav"], SmallSources.Tone(600, 200 + (50 * i)));
        }
    }
}
