using Shouldly;
using Weft.Data;
using Weft.Data.AvMnist;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.AvMnist;

public sealed class ClipNoiseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void ESC_10_is_split_by_folds()
    {
        var folder = TestPaths.Data("esc10");
        if (folder is null)
        {
            Assert.Skip("ESC-10 is absent: skipped");
        }

        var noise = ClipNoise.Open(folder);
        noise.Clips.Count.ShouldBe(398);
        noise.Clips.Select(clip => clip.Class).Distinct().Count().ShouldBe(10);
        noise.Of(Split.Train).ShouldAllBe(clip => clip.Fold <= 3);
        noise.Of(Split.Dev).ShouldAllBe(clip => clip.Fold == 4);
        noise.Of(Split.Test).ShouldAllBe(clip => clip.Fold == 5);
        Enum.GetValues<Split>().Sum(split => noise.Of(split).Count).ShouldBe(398);

        // The names alone say the same as the table.
        foreach (var clip in noise.Clips.Where(clip => clip.Name.StartsWith('0')).Take(50))
        {
            clip.Name.ShouldContain($"_{clip.Fold}-");
        }
    }

    [Fact]
    public void Folds_come_from_names_where_there_is_no_table()
    {
        Write("3-11-A-2.wav", "4-12-A-2.wav", "5-13-B-40.wav", "01_dog_bark_1-100-A.wav");
        var noise = ClipNoise.Open(_folder.Path);
        noise.Of(Split.Train).Select(clip => (clip.Name, clip.Class)).ShouldBe([("01_dog_bark_1-100-A.wav", "01"), ("3-11-A-2.wav", "2")]);
        noise.Of(Split.Dev).ShouldHaveSingleItem().Name.ShouldBe("4-12-A-2.wav");
        noise.Of(Split.Test).ShouldHaveSingleItem().Class.ShouldBe("40");
    }

    [Fact]
    public void A_table_has_the_last_word()
    {
        Write("a.wav", "b.wav", "c.wav");
        File.WriteAllText(_folder["index.csv"], "filename,title,fold,target\na.wav,\"x, \"\"y\"\"\",5,7\nb.wav,,4,8\nc.wav,,1,9\n");
        var noise = ClipNoise.Open(_folder.Path);
        noise.Of(Split.Test).ShouldHaveSingleItem().Class.ShouldBe("7");
        File.WriteAllText(_folder["index.csv"], "filename,fold\na.wav,5\nb.wav,9\n");
        Should.Throw<InvalidFileException>(() => ClipNoise.Open(_folder.Path)).Message.ShouldContain("index.csv: line 3");
        File.WriteAllText(_folder["index.csv"], "filename,fold\na.wav,5\n");
        Should.Throw<InvalidFileException>(() => ClipNoise.Open(_folder.Path)).Message.ShouldContain("has no row for b.wav");
    }

    [Fact]
    public void Clips_without_folds_are_split_by_name()
    {
        Write([.. Enumerable.Range(0, 20).Select(i => $"clip{i:00}.wav")]);
        var noise = ClipNoise.Open(_folder.Path);
        noise.Of(Split.Train).Count.ShouldBe(16);
        noise.Of(Split.Dev).Select(clip => clip.Name).ShouldBe(["clip16.wav", "clip17.wav"]);
        noise.Of(Split.Test).Select(clip => clip.Name).ShouldBe(["clip18.wav", "clip19.wav"]);
    }

    [Fact]
    public void Clips_that_do_not_suffice_are_told()
    {
        Write("a.wav", "b.wav");
        Should.Throw<InvalidFileException>(() => ClipNoise.Open(_folder.Path)).Message.ShouldContain("give at least three");
        File.Delete(_folder["a.wav"]);
        File.Delete(_folder["b.wav"]);
        Write("1-1-A-1.wav", "4-1-A-1.wav");
        Should.Throw<InvalidFileException>(() => ClipNoise.Open(_folder.Path))
            .Message.ShouldContain("has no clip with sound for the test split");
    }

    [Fact]
    public void Silent_windows_are_drawn_anew_and_short_clips_start_again()
    {
        // A little hiss, then silence: nearly all windows of the clip are silent.
        var hiss = WavFile.Parse(SmallSources.Hiss(100, 1), "hiss").Samples;
        foreach (var name in (string[])["a.wav", "b.wav", "c.wav"])
        {
            File.WriteAllBytes(_folder[name], WavFile.Encode([.. hiss, .. new float[2000]], 8000));
        }

        var noise = ClipNoise.Open(_folder.Path);
        var window = new float[50];
        for (var item = 0; item < 100; item++)
        {
            var random = ItemRandom.For(1, 0, item);
            noise.Draw(Split.Train, ref random, window).Start.ShouldBeLessThan(100);
            NoiseMixer.Power(window).ShouldBeGreaterThan(0);
        }

        var longer = new float[2150];
        var other = ItemRandom.For(1, 0, 0);
        noise.Draw(Split.Train, ref other, longer).Start.ShouldBe(0);
        longer[2100..].ShouldBe(hiss[..50]);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(params string[] names)
    {
        foreach (var (i, name) in names.Index())
        {
            File.WriteAllBytes(_folder[name], SmallSources.Hiss(1000, i));
        }
    }
}
