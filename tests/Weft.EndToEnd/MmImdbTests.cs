using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>MM-IMDB from files in the published format, with the real program.</summary>
public sealed class MmImdbTests
{
    [Fact]
    public async Task It_is_prepared_and_a_poster_is_seen()
    {
        using var folder = new TemporaryFolder();
        var prepared = await PipelineTests.Fine(Prepare(folder["data"]));
        prepared.Output.ShouldBe(
            $"{folder["data"]}: 16 / 4 / 4 films (train / dev / test), not the published 15,552 / 2,608 / 7,799, 23 genres.\n");
        prepared.Error.ShouldContain("24 films are prepared; this will take about 4 MB of disk");
        (await PipelineTests.Fine(Prepare(folder["data"]))).Output.ShouldEndWith("23 genres; it was there already, unchanged.\n");

        var poster = await PipelineTests.Fine("data", "poster", "--data", folder["data"], "--id", "0115560", "--out", folder["poster.png"]);
        poster.Output.ShouldBe($"{folder["poster.png"]}: 0115560, train; Adventure, War, Musical, Sport, Film-Noir.\n");
        (await File.ReadAllBytesAsync(folder["poster.png"], TestContext.Current.CancellationToken))[1..4].ShouldBe("PNG"u8.ToArray());
        var absent = await WeftProgram.RunAsync(["data", "poster", "--data", folder["data"], "--id", "7", "--out", folder["none.png"]]);
        BadInputTests.Told(absent, 2, "has no film '7': ids are in its files train/ids.txt");
    }

    [Fact]
    public async Task Films_that_cannot_be_used_are_named_at_the_end()
    {
        using var folder = new TemporaryFolder();
        var split = File.ReadAllText(Fixture("mmimdb_split.json")).Replace("\"0115301\"", "\"0000001\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["split.json"], split, TestContext.Current.CancellationToken);
        var prepared = await PipelineTests.Fine(
            "data", "prepare", "mmimdb", "--hdf5", Fixture("multimodal_imdb_gzip.hdf5"), "--split", folder["split.json"], "--out", folder["data"]);
        prepared.Output.ShouldEndWith($"1 films cannot be used ({folder["data/bad.txt"]}):\n  0000001 is in dev, but not in the HDF5 file\n");
        prepared.Error.ShouldContain("1 films of the HDF5 file are in no split and are left out.");
    }

    [Fact]
    public async Task A_truncated_file_is_told()
    {
        using var folder = new TemporaryFolder();
        var result = await WeftProgram.RunAsync(
            ["data", "prepare", "mmimdb", "--hdf5", Fixture("truncated.hdf5"), "--split", Fixture("mmimdb_split.json"), "--out", folder["data"]]);
        BadInputTests.Told(result, 1, "truncated.hdf5: is truncated or damaged (HDF5: truncated file");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Killed_at_work_it_goes_on_and_ends_with_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        await PipelineTests.Fine(Prepare(folder["whole"]));
        var kills = 0;
        for (var attempt = 0; attempt < 5 && kills < 2; attempt++)
        {
            using var process = WeftProcess.Start(Prepare(folder["data"]));
            var images = new FileInfo(folder["data.unfinished/train/image.npy"]);
            await process.UntilAsync(() => Length(images) > 0);
            process.Kill();
            await process.EndAsync();
            if (Directory.Exists(folder["data"]))
            {
                // The kill came too late.
                Directory.Delete(folder["data"], recursive: true);
                continue;
            }

            Directory.Exists(folder["data.unfinished"]).ShouldBeTrue();
            kills++;
        }

        kills.ShouldBeGreaterThan(0, "no kill met it at work");
        await PipelineTests.Fine(Prepare(folder["data"]));
        Files.Below(folder["data"]).ShouldBe(Files.Below(folder["whole"]));
        foreach (var file in Files.Below(folder["whole"]))
        {
            File.ReadAllBytes(folder[$"data/{file}"]).ShouldBe(File.ReadAllBytes(folder[$"whole/{file}"]), file);
        }

        Directory.Exists(folder["data.unfinished"]).ShouldBeFalse();
    }

    private static string[] Prepare(string target) =>
        ["data", "prepare", "mmimdb", "--hdf5", Fixture("multimodal_imdb_gzip.hdf5"), "--split", Fixture("mmimdb_split.json"), "--out", target];

    private static string Fixture(string name)
    {
        var path = TestPaths.Fixture($"mmimdb/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        return path!;
    }

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }
}
