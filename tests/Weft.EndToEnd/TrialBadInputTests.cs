using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Genotypes, studies and encoders that are damaged, hostile or of something else: one sentence that names the place.</summary>
public sealed class TrialBadInputTests(PreparedData prepared)
{
    private const string Taps = """[["image 1","image 2","image 3"],["audio 1","audio 2","audio 3","audio 4","audio 5"]]""";

    public static TheoryData<string, string> BadGenotypes => new()
    {
        { "[[3, 1, 0]]", "row 1, column 1 names tap 3, but there are only 0 to 2" },
        { "[[0, 0, 3]]", "row 1 names activation 3; there are 0 (ReLU), 1 (sigmoid) and 2 (leaky ReLU)" },
        { "[[99999999999, 0, 0]]", "is no MFAS genotype" },
        { "[[0, 0, 0]] ; rm -rf /", "is no MFAS genotype" },
        { "[" + string.Join(',', Enumerable.Repeat("[0,0,0]", 65)) + "]", "has 65 rows; 1 to 64 are possible" },
        { new string('[', 100_000), "is no MFAS genotype" },
        { """{"space":"mfas","taps":null,"rows":[[0,0,0]]}""", "is no MFAS genotype" },
        {
            """{"space":"mfas","taps":[["margin 1"],["shape 1"]],"rows":[[0,0,0]]}""",
            "is a genotype for the taps margin 1; shape 1; this task has image 1"
        },
        { $$"""{"space":"mfas","taps":{{Taps}},"rows":[[0,"__import__('os')",0]]}""", "is no MFAS genotype" },
        { $$"""{"space":"mfas","taps":{{Taps}},"rows":{{new string('[', 5000)}}""", "is no" },
    };

    [Theory]
    [MemberData(nameof(BadGenotypes), DisableDiscoveryEnumeration = true)]
    public async Task Genotypes_that_are_none(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var file = folder["genotype.json"];
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        BadInputTests.Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"], "--genotype", file)), 1, file, problem);
        BadInputTests.NothingLeft(folder, data, "genotype.json");
    }

    [Theory]
    [InlineData("mfas:avmnist/9", "There is no genotype 'mfas:avmnist/9'; there are mfas:avmnist/0")]
    [InlineData("mfas:", "There is no genotype 'mfas:'")]
    [InlineData("mfas:ntu/0", "mfas:ntu/0 fuses skeleton and video; this task has image, audio")]
    [InlineData("mfas:../../etc/passwd", "There is no genotype 'mfas:../../etc/passwd'")]
    public async Task Names_that_are_none(string name, string problem)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        BadInputTests.Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"], "--genotype", name)), 2, problem);
        BadInputTests.NothingLeft(folder, data);
    }

    /// <summary>A study that was damaged while its run stood still: nothing of it is believed, and nothing of it is written over.</summary>
    [Fact]
    public async Task A_study_that_is_damaged()
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        (await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, run, "--search-only"))).ExitCode.ShouldBe(0);
        var study = Path.Combine(run, "study.db");
        var whole = await File.ReadAllBytesAsync(study, TestContext.Current.CancellationToken);
        var middle = (byte[])whole.Clone();
        middle.AsSpan(4096, 2048).Fill(0xA5);
        foreach (var (content, code, problem) in new[]
        {
            ("only a sentence, long enough not to be taken for an empty file"u8.ToArray(), 1, "this is not a SQLite file"),
            (whole[..(whole.Length / 2)], 1, "damaged"),
            (middle, 1, "damaged"),
        })
        {
            await File.WriteAllBytesAsync(study, content, TestContext.Current.CancellationToken);
            BadInputTests.Told(await WeftProgram.RunAsync(SmallRun.Resume(run, "mfas")), code, study, problem);
            BadInputTests.Told(await WeftProgram.RunAsync(["study", "show", run]), code, "study.db", problem);
            (await File.ReadAllBytesAsync(study, TestContext.Current.CancellationToken)).ShouldBe(content);
        }

        // A kill in the moment when the study is made leaves an empty file: nothing to be shown, and no obstacle.
        await File.WriteAllBytesAsync(study, [], TestContext.Current.CancellationToken);
        BadInputTests.Told(await WeftProgram.RunAsync(["study", "show", run]), 2, "study.db", "holds no study yet: it is empty");
        var anew = await WeftProgram.RunAsync([.. SmallRun.Resume(run, "mfas"), "--search-only"]);
        anew.ExitCode.ShouldBe(0, anew.Error);
        anew.Error.ShouldContain("was empty, so its search begins anew");

        // Whole again, it goes on, and trains no trial anew.
        await File.WriteAllBytesAsync(study, whole, TestContext.Current.CancellationToken);
        var rest = await WeftProgram.RunAsync([.. SmallRun.Resume(run, "mfas"), "--search-only"]);
        rest.ExitCode.ShouldBe(0, rest.Error);
        rest.Error.ShouldNotContain("search:1-4");
    }

    /// <summary>Scores of other data or encoders would not compare.</summary>
    [Fact]
    public async Task A_study_of_other_encoders_or_of_another_search()
    {
        using var folder = new TemporaryFolder();
        var data = await prepared.CopyEncodedAsync(folder["data"]);
        async Task<string> Begin(string run, params string[] more)
        {
            var result = await WeftProgram.RunAsync(
                SmallRun.Trials("mfas", data, folder[run], ["--search-only", "--trials", "2", .. more]));
            result.ExitCode.ShouldBe(0, result.Error);
            return folder[run];
        }

        var first = await Begin("first");
        var other = await Begin("other", "--seed", "9");
        File.Copy(Path.Combine(other, "study.db"), Path.Combine(first, "study.db"), overwrite: true);
        BadInputTests.Told(
            await WeftProgram.RunAsync(SmallRun.Resume(first, "mfas")), 2, Path.Combine(first, "study.db"), "is a study of another search");

        Directory.Delete(Path.Combine(data, "encoders"), recursive: true);
        var trained = await Begin("trained", "--set", "encoder.epochs=1");
        const string Encoder = "encoders/image.safetensors";
        File.Copy(Path.Combine(trained, Encoder), Path.Combine(other, Encoder), overwrite: true);
        BadInputTests.Told(
            await WeftProgram.RunAsync(SmallRun.Resume(other, "mfas")), 2, Path.Combine(other, "study.db"), "is a study of other encoders");
    }

    /// <summary>Encoders that were left with the data and are of other data are trained again, and the report says so.</summary>
    [Fact]
    public async Task Encoders_of_other_data_are_not_taken()
    {
        using var sources = new TinySources();
        (await WeftProgram.RunAsync(sources.Arguments)).ExitCode.ShouldBe(0);
        using var folder = new TemporaryFolder();
        var data = await prepared.CopyEncodedAsync(folder["data"]);
        Files.Copy(Path.Combine(data, "encoders"), Path.Combine(sources["out"], "encoders"));

        var result = await WeftProgram.RunAsync(
            SmallRun.Trials("mfas", sources["out"], folder["run"], "--trials", "2", "--set", "baselines.enabled=false"));

        result.ExitCode.ShouldBe(0, result.Error);
        var image = Path.Combine(sources["out"], "encoders/image.safetensors");
        Files.Remarks(folder["run"])
            .ShouldContain($"{image} was made of other data or weights; the image encoder is made again.");
        var theirs = Path.Combine(data, "encoders/image.safetensors");
        (await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken))
            .ShouldNotBe(await File.ReadAllBytesAsync(theirs, TestContext.Current.CancellationToken));
    }
}
