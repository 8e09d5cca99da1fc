using System.IO.Compression;
using Shouldly;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Formats;

public sealed class SoundFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_and_a_zip_give_the_same_sounds_in_ordinal_order()
    {
        string[] names = ["b.wav", "B.WAV", "a10.wav", "a9.wav", "deep/c.wav"];
        Directory.CreateDirectory(_folder["plain/deep"]);
        using (var zip = ZipFile.Open(_folder["all.zip"], ZipArchiveMode.Create))
        {
            foreach (var (i, name) in names.Index())
            {
                var file = WavFile.Encode([i / 8f], 8000);
                File.WriteAllBytes(_folder["plain/" + name], file);
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(file);
            }
        }

        File.WriteAllText(_folder["plain/readme.txt"], "not a sound");
        var folder = SoundFolder.Open(_folder["plain"]);
        folder.Names.ShouldBe(["B.WAV", "a10.wav", "a9.wav", "b.wav", "deep/c.wav"]);
        SoundFolder.Open(_folder["all.zip"]).Names.ShouldBe(folder.Names);
        float[] expected = [1 / 8f, 2 / 8f, 3 / 8f, 0, 4 / 8f];
        folder.Read(8000).Select(sound => sound.Sound.Samples[0]).ShouldBe(expected);
        SoundFolder.Open(_folder["all.zip"]).Read(8000).Select(sound => sound.Sound.Samples[0]).ShouldBe(expected);
    }

    [Fact]
    public void Usual_layouts_are_found()
    {
        Directory.CreateDirectory(_folder["set/recordings"]);
        Directory.CreateDirectory(_folder["set/samples"]);
        File.WriteAllBytes(_folder["set/recordings/a.wav"], WavFile.Encode([0], 8000));
        File.WriteAllBytes(_folder["set/samples/b.wav"], WavFile.Encode([0], 8000));
        SoundFolder.Open(_folder["set"]).Names.ShouldBe(["a.wav"]);
        Directory.CreateDirectory(_folder["other/samples"]);
        File.Copy(_folder["set/samples/b.wav"], _folder["other/samples/b.wav"]);
        SoundFolder.Open(_folder["other"]).Names.ShouldBe(["samples/b.wav"]);
        ZipFile.CreateFromDirectory(_folder["set/recordings"], _folder["other/sounds.zip"]);
        SoundFolder.Open(_folder["other"]).Names.ShouldBe(["a.wav"]);
    }

    [Fact]
    public void Other_rates_are_converted()
    {
        File.WriteAllBytes(_folder["a.wav"], WavFile.Encode(new float[22050], 22050));
        var sound = SoundFolder.Open(_folder.Path).Read(8000).ShouldHaveSingleItem().Sound;
        sound.Rate.ShouldBe(8000);
        sound.Samples.Length.ShouldBe(8000);
    }

    [Fact]
    public void Errors_name_the_file()
    {
        File.WriteAllBytes(_folder["a.wav"], WavFile.Encode(new float[10], 8000));
        File.WriteAllBytes(_folder["b.wav"], [1, 2, 3]);
        Should.Throw<InvalidFileException>(() => SoundFolder.Open(_folder.Path).Read(8000).Count())
            .Message.ShouldContain("b.wav: is not a WAVE file");
        using (var zip = ZipFile.Open(_folder["all.zip"], ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(_folder["b.wav"], "in/b.wav");
        }

        Should.Throw<InvalidFileException>(() => SoundFolder.Open(_folder["all.zip"]).Read(8000).Count())
            .Message.ShouldContain("all.zip: in/b.wav: is not a WAVE file");
    }

    [Fact]
    public void A_zip_cut_anywhere_is_refused()
    {
        File.WriteAllBytes(_folder["a.wav"], WavFile.Encode([0.1f, 0.2f], 8000));
        using (var zip = ZipFile.Open(_folder["all.zip"], ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(_folder["a.wav"], "a.wav");
        }

        var whole = File.ReadAllBytes(_folder["all.zip"]);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["cut.zip"], whole[..length]);
            Should.Throw<InvalidFileException>(() => SoundFolder.Open(_folder["cut.zip"]).Read(8000).Count(), $"cut at {length}");
        }
    }

    [Fact]
    public void Damage_in_a_zip_gives_sounds_or_sentences()
    {
        File.WriteAllBytes(_folder["a.wav"], WavFile.Encode([.. Enumerable.Range(0, 50).Select(i => i / 100f)], 8000));
        using (var zip = ZipFile.Open(_folder["all.zip"], ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(_folder["a.wav"], "a.wav");
        }

        var whole = File.ReadAllBytes(_folder["all.zip"]);
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder["damaged.zip"], damaged);
            try
            {
                SoundFolder.Open(_folder["damaged.zip"]).Read(8000).Count().ShouldBe(1);
            }
            catch (InvalidFileException exception)
            {
                exception.Message.ShouldContain("damaged.zip");
            }
        }
    }

    [Fact]
    public void Nothing_to_hear_is_an_error()
    {
        Should.Throw<InvalidFileException>(() => SoundFolder.Open(_folder.Path)).Message.ShouldContain("holds no .wav file");
        Should.Throw<InvalidFileException>(() => SoundFolder.Open(_folder["absent"])).Message.ShouldContain("is not there");
    }

    public void Dispose() => _folder.Dispose();
}
