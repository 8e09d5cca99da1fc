using System.IO.Compression;
using Shouldly;
using Weft.Data.AvMnist;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.AvMnist;

public sealed class AvMnistPreparerTests : IDisposable
{
    private static readonly char[] Separators = ['_', '.'];
    private readonly SmallSources _sources = new();

    [Fact]
    public void The_layout_is_that_of_the_recipe()
    {
        var result = Prepare("out");
        result.Reused.ShouldBeFalse();
        var images = NpyReader.Read(_sources["out/image/train_data.npy"]);
        images.Type.ShouldBe(ElementType.Float32);
        images.Shape.ShouldBe([50, 784]);
        NpyReader.Read(_sources["out/image/test_data.npy"]).Shape.ShouldBe([15, 784]);
        var audio = NpyReader.Read(_sources["out/audio/train_data.npy"]);
        audio.Type.ShouldBe(ElementType.UInt8);
        audio.Shape.ShouldBe([50, 112, 112]);
        NpyReader.Read(_sources["out/audio/test_data.npy"]).Shape.ShouldBe([15, 112, 112]);
        var labels = MnistFiles.ReadTrain(_sources.Mnist).Labels;
        NpyReader.Read(_sources["out/train_labels.npy"]).As<byte>().ToArray().ShouldBe(labels[..50]);
        NpyReader.Read(_sources["out/test_labels.npy"]).Shape.ShouldBe([15]);
        Directory.GetFileSystemEntries(_sources["out"]).Length.ShouldBe(6);
        Directory.GetFileSystemEntries(_sources[""]).ShouldAllBe(path => !path.Contains(".partial-"));

        // Statistics are those of the 40 training pairs.
        var values = images.As<float>()[..(40 * 784)].ToArray();
        result.Manifest.Image.Mean.ShouldBe(values.Average(value => (double)value), 1e-6);
        var levels = audio.As<byte>()[..(40 * 112 * 112)].ToArray();
        var mean = levels.Average(level => level / 255.0);
        result.Manifest.Audio.Mean.ShouldBe(mean, 1e-9);
        result.Manifest.Audio.Std.ShouldBe(Math.Sqrt(levels.Average(level => Math.Pow((level / 255.0) - mean, 2))), 1e-9);
    }

    [Fact]
    public void Pairs_have_their_digit_and_share_nothing_between_splits()
    {
        Prepare("out");
        var pairs = Pairs("out");
        pairs.Length.ShouldBe(65);
        pairs.ShouldAllBe(pair => pair[3][0] == pair[2][0]);
        var labels = NpyReader.Read(_sources["out/train_labels.npy"]).As<byte>().ToArray();
        pairs.Take(50).Select(pair => byte.Parse(pair[2])).ShouldBe(labels);
        pairs.Select(pair => pair[0]).Distinct().ShouldBe(["train", "dev", "test"]);
        pairs.GroupBy(pair => pair[3]).ShouldAllBe(group => group.Select(pair => pair[0]).Distinct().Count() == 1);
        pairs.GroupBy(pair => pair[4]).ShouldAllBe(group => group.Select(pair => pair[0]).Distinct().Count() == 1);
    }

    [Fact]
    public void Two_preparations_are_equal_to_the_byte_and_another_seed_is_not()
    {
        var first = Prepare("a").Manifest;
        var second = Prepare("b").Manifest;
        second.ToJson().ShouldBe(first.ToJson());
        File.ReadAllBytes(_sources["b/manifest.json"]).ShouldBe(first.ToJson());
        var other = Prepare("c", _sources.Recipe with { Seed = 1 }).Manifest;
        other.Files["audio/train_data.npy"].Sha256.ShouldNotBe(first.Files["audio/train_data.npy"].Sha256);
        other.Files["image/train_data.npy"].Sha256.ShouldBe(first.Files["image/train_data.npy"].Sha256);
    }

    [Fact]
    public void A_pair_depends_on_its_index_alone()
    {
        Prepare("a");
        Prepare("b", _sources.Recipe with { Train = 20, Dev = 30, Test = 5 });
        Pairs("b").Where(pair => pair[0] != "dev").ShouldAllBe(pair => Pairs("a").Any(other => other.SequenceEqual(pair)));
        var whole = NpyReader.Read(_sources["a/audio/test_data.npy"]).Bytes.ToArray();
        NpyReader.Read(_sources["b/audio/test_data.npy"]).Bytes.ToArray().ShouldBe(whole[..(5 * 112 * 112)]);
    }

    [Fact]
    public void An_intact_folder_is_used_again()
    {
        var first = Prepare("out");
        var time = File.GetLastWriteTimeUtc(_sources["out/manifest.json"]);
        var second = Prepare("out");
        second.Reused.ShouldBeTrue();
        second.Manifest.ToJson().ShouldBe(first.Manifest.ToJson());
        File.GetLastWriteTimeUtc(_sources["out/manifest.json"]).ShouldBe(time);

        // Sources may lie elsewhere if they are the same.
        Directory.Move(_sources.Noise, _sources["elsewhere"]);
        Prepare("out", _sources.Recipe with { Noise = _sources["elsewhere"] }).Reused.ShouldBeTrue();
    }

    [Fact]
    public void A_folder_of_another_recipe_is_refused()
    {
        Prepare("out");
        Refused(_sources.Recipe with { SnrDb = 0, Seed = 4 }).ShouldContain("(snrDb -10 instead of 0, seed 0 instead of 4)");
        Refused(_sources.Recipe with { Noise = "none" }).ShouldContain("noise clips instead of none");
        File.WriteAllBytes(Path.Combine(_sources.Noise, "2-999-A-1.wav"), SmallSources.Hiss(900, 99));
        Refused(_sources.Recipe).ShouldContain("another source noise");

        string Refused(AvMnistRecipe recipe) => Should.Throw<UsageException>(() => Prepare("out", recipe)).Message;
    }

    [Fact]
    public void A_damaged_folder_and_a_strange_one_are_refused()
    {
        Prepare("out");
        var path = _sources["out/audio/test_data.npy"];
        var content = File.ReadAllBytes(path);
        content[^1] ^= 1;
        File.WriteAllBytes(path, content);
        Should.Throw<InvalidFileException>(() => Prepare("out")).Message.ShouldContain("test_data.npy: is not as it was prepared");
        Directory.CreateDirectory(_sources["mine"]);
        Prepare("mine").Reused.ShouldBeFalse();
        Directory.CreateDirectory(_sources["yours"]);
        File.WriteAllText(_sources["yours/letter.txt"], "Dear");
        Should.Throw<UsageException>(() => Prepare("yours")).Message.ShouldContain("not a prepared AV-MNIST");
        File.ReadAllText(_sources["yours/letter.txt"]).ShouldBe("Dear");
        Should.Throw<UsageException>(() => Prepare("yours/letter.txt")).Message.ShouldContain("is a file");
    }

    [Theory]
    [InlineData("snrDb is 61", 61, 0.25, 40, 10, 15)]
    [InlineData("energy is 0,", 0, 0, 40, 10, 15)]
    [InlineData("energy is 1.5", 0, 1.5, 40, 10, 15)]
    [InlineData("train is 1,", 0, 0.25, 1, 10, 15)]
    [InlineData("dev is 0,", 0, 0.25, 40, 0, 15)]
    [InlineData("test is -1,", 0, 0.25, 40, 10, -1)]
    [InlineData("train 51 and dev 10 are 61 pairs, but MNIST's training file has 60 images", 0, 0.25, 51, 10, 15)]
    [InlineData("test is 21 pairs, but MNIST's test file has 20 images", 0, 0.25, 40, 10, 21)]
    public void Wrong_settings_are_told(string problem, double snr, double energy, int train, int dev, int test)
    {
        var recipe = _sources.Recipe with { SnrDb = snr, Energy = energy, Train = train, Dev = dev, Test = test };
        Should.Throw<UsageException>(() => Prepare("out", recipe)).Message.ShouldContain(problem);
        Directory.Exists(_sources["out"]).ShouldBeFalse();
    }

    [Fact]
    public void The_reference_goes_round_and_inverts()
    {
        var recipe = _sources.Recipe with { Compatibility = Compatibility.Reference, Noise = "none", Energy = 0.5 };
        var manifest = Prepare("out", recipe).Manifest;
        manifest.Audio.Mean.ShouldNotBe(Prepare("sound", recipe with { Compatibility = Compatibility.Sound }).Manifest.Audio.Mean);
        var pairs = Pairs("out");
        foreach (var ofDigit in pairs.Take(50).GroupBy(pair => pair[2]))
        {
            // Four takes of two speakers: the last take is test, the other six recordings go round in order of their names.
            var names = new[] { "ada_0", "ada_1", "ada_2", "bob_0", "bob_1", "bob_2" };
            ofDigit.Select(pair => pair[3]).ShouldBe(ofDigit.Select((_, i) => $"{ofDigit.Key}_{names[i % 6]}.wav"));
        }

        pairs.Skip(50).ShouldAllBe(pair => pair[3].EndsWith("_3.wav", StringComparison.Ordinal));
        pairs.ShouldAllBe(pair => pair[4].Length == 0);
        var clips = Prepare("clips", recipe with { Noise = _sources.Noise });
        var noisy = Pairs("clips");
        var train = noisy.Take(50).Select(pair => pair[4]).ToArray();
        train.Distinct().Count().ShouldBe(4);
        train[4..].ShouldBe(train[..^4]);
        noisy.Skip(50).Select(pair => pair[4]).Distinct().ShouldHaveSingleItem().ShouldNotBeOneOf(train);
        clips.Manifest.Pca.TestEnergy.ShouldNotBe(clips.Manifest.Pca.Energy);
    }

    [Fact]
    public void Generated_noise_and_zip_files_do()
    {
        ZipFile.CreateFromDirectory(_sources.Speech, _sources["speech.zip"]);
        Prepare("out", _sources.Recipe with { Speech = _sources["speech.zip"], Noise = "synthetic" });
        Pairs("out").Select(pair => pair[4]).Distinct().Order().ShouldBe(["brown", "modulated", "pink", "white"]);
    }

    [Fact]
    public void Stages_are_reported_and_a_stop_leaves_nothing()
    {
        var reports = new Recorder();
        AvMnistPreparer.Prepare(_sources.Recipe, _sources["out"], progress: reports);
        reports.All.Select(report => report.Stage).Distinct().ShouldBe(["sources", "sounds", "components", "images", "spectrograms", "digests"]);
        reports.All.Last(report => report.Stage == "spectrograms").ShouldBe(new PrepareProgress("spectrograms", 65, 65));
        using var stop = new CancellationTokenSource();
        reports.Act = report =>
        {
            if (report.Stage == "images")
            {
                stop.Cancel();
            }
        };
        Should.Throw<OperationCanceledException>(() => AvMnistPreparer.Prepare(_sources.Recipe, _sources["stopped"], null, reports, stop.Token));
        Directory.GetDirectories(_sources[""], "stopped*").ShouldBeEmpty();
    }

    [Fact]
    public void Real_sources_give_real_data()
    {
        if (TestPaths.Data("mnist") is not { } mnist || TestPaths.Data("fsdd") is not { } speech || TestPaths.Data("esc10") is not { } noise)
        {
            Assert.Skip("MNIST, FSDD or ESC-10 is absent: skipped");
            return;
        }

        var recipe = new AvMnistRecipe { Mnist = mnist, Speech = speech, Noise = noise, Train = 300, Dev = 60, Test = 60 };
        var manifest = Prepare("real", recipe).Manifest;
        manifest.Pca.Energy.ShouldBeGreaterThanOrEqualTo(0.25);
        manifest.Pca.Components.ShouldBeInRange(3, 4);
        manifest.Image.Mean.ShouldBe(0, 1e-4);
        var pairs = Pairs("real");
        pairs.GroupBy(pair => pair[3]).ShouldAllBe(group => group.Select(pair => pair[0]).Distinct().Count() == 1);
        pairs.GroupBy(pair => pair[4]).ShouldAllBe(group => group.Select(pair => pair[0]).Distinct().Count() == 1);
        pairs.Where(pair => pair[0] == "test").ShouldAllBe(pair => int.Parse(pair[3].Split(Separators)[2]) <= 4);
    }

    public void Dispose() => _sources.Dispose();

    private PrepareResult<AvMnistManifest> Prepare(string name, AvMnistRecipe? recipe = null) => AvMnistPreparer.Prepare(recipe ?? _sources.Recipe, _sources[name]);

    private string[][] Pairs(string name) =>
        [.. File.ReadLines(_sources[name + "/pairs.csv"]).Skip(1).Select(line => CsvText.Fields(line).ToArray())];

    private sealed class Recorder : IProgress<PrepareProgress>
    {
        public List<PrepareProgress> All { get; } = [];

        public Action<PrepareProgress> Act { get; set; } = _ => { };

        public void Report(PrepareProgress value)
        {
            All.Add(value);
            Act(value);
        }
    }
}
