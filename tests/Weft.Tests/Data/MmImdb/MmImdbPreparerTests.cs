using Shouldly;
using Weft.Data;
using Weft.Data.Arrays;
using Weft.Data.Formats.Hdf5;
using Weft.Data.MmImdb;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Tests.Data.MmImdb;

public sealed class MmImdbPreparerTests : IDisposable
{
    // One compressed piece of the fixture: four films.
    private const long SmallRun = 4 * 4 * MmImdbFormat.ImagePixels;

    private readonly MmImdbFiles files = new();

    [Fact]
    public void Films_are_those_of_the_split_file_in_its_order()
    {
        var result = Prepare(MmImdbFiles.Recipe, "out");
        (result.Reused, result.Manifest.Counts, result.Manifest.BadCount).ShouldBe((false, new ArrayCounts(16, 4, 4), 0));
        result.Manifest.HasPublishedCounts().ShouldBeFalse();
        var lists = MmImdbSplit.Read(MmImdbFiles.SplitFile);
        using var data = MmImdbDataset.Open(files["out"]);
        using var hdf5 = Hdf5File.Open(MmImdbFiles.Gzip);
        var (published, stored) = (new int[MmImdbFormat.ImagePixels], new float[MmImdbFormat.ImagePixels]);
        foreach (var split in Enum.GetValues<Split>())
        {
            data.Ids(split).ShouldBe(lists[split]);
            for (var i = 0; i < lists[split].Count; i++)
            {
                var row = Array.IndexOf(files.Ids, lists[split][i]);
                data.Find(lists[split][i]).ShouldBe((split, i));
                hdf5.Dataset("images").Read(row, 1, published);
                data.ReadImage(split, i, stored);
                stored.ShouldBe(published.Select(v => (float)v));
                data.Text(split, i).ToArray().ShouldBe(files.Texts[(row * 300)..((row + 1) * 300)]);
                data.Labels(split).As<float>().Slice(i * 23, 23).ToArray().ShouldBe(files.Genres[(row * 23)..((row + 1) * 23)].Select(g => (float)g));
            }
        }

        data.Find("7654321").ShouldBeNull();
        Directory.GetFileSystemEntries(files[""]).ShouldBe([files["out"]], "nothing is left beside the folder");
    }

    [Fact]
    public void It_says_what_it_will_take_before_it_begins()
    {
        var reports = new List<PrepareProgress>();
        MmImdbPreparer.Prepare(MmImdbFiles.Recipe, files["out"], new Relay(reports.Add), TestContext.Current.CancellationToken);
        reports[0].Note!.ShouldStartWith("24 films are prepared; this will take about 4 MB of disk, 113 MB of memory and ");
        reports.Where(r => r.Note is null).Select(r => r.Stage).Distinct().ShouldBe(["source digest (MiB)", "films", "digests"]);
        reports.Last(r => r.Stage == "films").ShouldBe(new PrepareProgress("films", 24, 24));
    }

    [Fact]
    public void Stopped_and_killed_it_goes_on_and_ends_with_the_same_bytes()
    {
        Prepare(MmImdbFiles.Recipe, "whole");

        // Asked to stop after eight films, and after the next four struck down without a word: what was written behind the record goes.
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Run("out", r => StopAt(8, r, stop), stop.Token));
        Directory.Exists(files["out"]).ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => Run("out", r => _ = r is { Stage: "films", Done: > 8 } ? throw new NotSupportedException() : 0));
        var reports = new List<PrepareProgress>();
        Run("out", reports.Add);

        reports.ShouldContain(r => r.Note == "A preparation was begun; it goes on from film 9 of 24.");
        reports.First(r => r.Stage == "films").Done.ShouldBe(12);
        var (whole, resumed) = (MmImdbFiles.Content(files["whole"]), MmImdbFiles.Content(files["out"]));
        resumed.Keys.Order().ShouldBe(whole.Keys.Order());
        resumed.ShouldAllBe(f => f.Value.SequenceEqual(whole[f.Key]));
        Directory.Exists(files["out.unfinished"]).ShouldBeFalse();
    }

    [Fact]
    public void A_preparation_of_other_sources_is_not_gone_on_with()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Run("out", r => StopAt(8, r, stop), stop.Token));
        var other = files.Split("other.json", [.. Enumerable.Range(0, 20)], [20, 21], [22, 23]);
        Should.Throw<UsageException>(() => Prepare(MmImdbFiles.Recipe with { Split = other }, "out")).Message.ShouldContain(
            "out.unfinished was begun from other sources or by other settings, and 8 items are done: ");
        Directory.Delete(files["out.unfinished"], recursive: true);
        Prepare(MmImdbFiles.Recipe with { Split = other }, "out").Manifest.Counts.ShouldBe(new ArrayCounts(20, 2, 2));
    }

    [Fact]
    public void What_cannot_be_used_is_listed()
    {
        var image = MmImdbFiles.ImageStart(2);
        var dark = image.ToArray();
        dark[5] = -104;
        var hdf5 = files.Changed("changed.hdf5", (Bytes(image), Bytes(dark)));
        var split = files.WriteSplit(
            "split.json", [files.Ids[0], "0000000", files.Ids[1], files.Ids[2], files.Ids[0]], [files.Ids[3], files.Ids[1]], [files.Ids[5], files.Ids[4]]);
        var manifest = Prepare(new MmImdbRecipe(hdf5, split), "out").Manifest;

        manifest.Counts.ShouldBe(new ArrayCounts(2, 1, 2));
        string[] problems =
        [
            "0000000 is in train, but not in the HDF5 file",
            $"{files.Ids[0]} is in train again; it is used in train alone",
            $"{files.Ids[1]} is in dev again; it is used in train alone",
            $"{files.Ids[2]} has -104 in plane 0 of its image, where only -103 to 152 can be",
        ];
        manifest.Bad.Select(b => $"{b.Name} {b.Problem}").ShouldBe(problems);
        manifest.BadCount.ShouldBe(4);
        File.ReadAllLines(files["out/bad.txt"]).ShouldBe(problems);
        File.ReadAllLines(files["out/train/ids.txt"]).ShouldBe([files.Ids[0], files.Ids[1]]);
        File.ReadAllLines(files["out/test/ids.txt"]).ShouldBe([files.Ids[5], files.Ids[4]]);
        using var data = MmImdbDataset.Open(files["out"]);
        data.Text(Split.Test, 0).ToArray().ShouldBe(files.Texts[(5 * 300)..(6 * 300)]);
    }

    [Fact]
    public void Films_of_no_or_impossible_genres_are_listed()
    {
        var (first, second) = (files.Genres[..23], files.Genres[23..46]);
        int[] twice = [.. second];
        twice[7] = 2;
        var hdf5 = files.Changed("changed.hdf5", (Bytes([.. first, .. second]), Bytes([.. new int[23], .. twice])));
        var manifest = Prepare(new MmImdbRecipe(hdf5, files.Split("split.json", [0, 1, 2], [3], [4])), "out").Manifest;
        manifest.Bad.Select(b => b.Problem).ShouldBe(["has no genre", "has a genre that is neither 0 nor 1"]);
        (manifest.Counts, manifest.Unused).ShouldBe((new ArrayCounts(1, 1, 1), 1));
    }

    [Fact]
    public void A_split_of_other_films_is_refused()
    {
        Problem(MmImdbFiles.Recipe with { Hdf5 = MmImdbFiles.Contiguous }).ShouldContain(
            "multimodal_imdb_contiguous.hdf5: does not go with the split file: 18 of 24 films cannot be used (0115560 is in train, but not in the "
            + "HDF5 file, for one)");
        var text = Bytes(files.Texts[(5 * 300)..((5 * 300) + 9)]);
        var hdf5 = files.Changed("changed.hdf5", (text, Bytes([float.NegativeInfinity])));
        Problem(new MmImdbRecipe(hdf5, files.Split("split.json", [0, 1], [2, 3], [5])))
            .ShouldContain("1 of 5 films cannot be used (" + files.Ids[5] + " has NaN or infinity in its text, as a plot without a known word has, for one); test has none that can");
        Directory.Exists(files["out"]).ShouldBeFalse();
    }

    [Fact]
    public void An_intact_folder_is_used_again_and_another_one_refused()
    {
        Prepare(MmImdbFiles.Recipe, "out");
        Prepare(MmImdbFiles.Recipe, "out").Reused.ShouldBeTrue();
        var other = files.Split("other.json", [.. Enumerable.Range(0, 20)], [20, 21], [22, 23]);
        Should.Throw<UsageException>(() => Prepare(MmImdbFiles.Recipe with { Split = other }, "out")).Message
            .ShouldContain("was prepared by another recipe (another source split)");
        File.AppendAllText(files["out/train/text.npy"], "x");
        Should.Throw<InvalidFileException>(() => Prepare(MmImdbFiles.Recipe, "out")).Message.ShouldContain("text.npy: is not as it was prepared");
        Should.Throw<InvalidFileException>(() => MmImdbDataset.Open(files["out"])).Message.ShouldContain("text.npy: has 19521 bytes, but the manifest says 19520");
        Directory.CreateDirectory(files["strange/thing"]);
        Should.Throw<UsageException>(() => Prepare(MmImdbFiles.Recipe, "strange")).Message.ShouldContain("holds something that is not a prepared MM-IMDB");
    }

    [Fact]
    public void Two_processes_do_not_prepare_one_folder()
    {
        using var other = ResumableWork.Open(files["out.unfinished"], "of another process", TimeProvider.System);
        Should.Throw<UsageException>(() => Prepare(MmImdbFiles.Recipe, "out")).Message.ShouldContain("out.unfinished is being worked on by another process");
    }

    [Theory]
    [InlineData("[]", "has no list 'train', but must be {\"train\": [ids], \"dev\": [ids], \"test\": [ids]}")]
    [InlineData("{\"train\": [\"1\"], \"dev\": [\"2\"]}", "has no list 'test'")]
    [InlineData("{\"train\": [\"1\", 2], \"dev\": [\"3\"], \"test\": [\"4\"]}", "its list 'train' has something at index 1 that is no id")]
    [InlineData("{\"train\": [\"1\"], \"dev\": [\"../2\"], \"test\": [\"4\"]}", "its list 'dev' has something at index 0 that is no id")]
    [InlineData("{\"train\": [\"\\ud800\"], \"dev\": [\"2\"], \"test\": [\"4\"]}", "its list 'train' has something at index 0 that is no id")]
    [InlineData("{\"train\": [], \"dev\": [\"2\"], \"test\": [\"4\"]}", "its list 'train' is empty")]
    [InlineData("{\"train\": [\"1\"", "is no JSON")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]", "is no JSON")]
    public void A_split_file_that_is_none_gets_a_sentence(string json, string problem)
    {
        File.WriteAllText(files["split.json"], json);
        Problem(MmImdbFiles.Recipe with { Split = files["split.json"] }).ShouldContain($"split.json: {problem}");
    }

    [Fact]
    public void A_damaged_manifest_or_order_is_refused()
    {
        Prepare(MmImdbFiles.Recipe, "out");
        var manifest = File.ReadAllText(files["out/manifest.json"]);
        void Refused(string old, string changed, string problem)
        {
            File.WriteAllText(files["out/manifest.json"], manifest.Replace(old, changed, StringComparison.Ordinal));
            Should.Throw<InvalidFileException>(() => MmImdbDataset.Open(files["out"])).Message.ShouldContain(problem);
        }

        Refused("\"mmimdb\"", "\"avmnist\"", "says that the data are of the task 'avmnist', not 'mmimdb'");
        Refused("\"Drama\"", "\"Opera\"", "has other genres or image offsets than this program");
        Refused("\"dev/ids.txt\"", "\"../ids.txt\"", "lists '../ids.txt', which is no file of a prepared folder");
        Refused("\"train\": 16", "\"train\": 0", "has impossible counts 0, 4 and 4");
        Refused("\"dev\": 4", "\"dev\": 5", "but the manifest's counts ask for Int32 [5]");
        File.WriteAllText(files["out/manifest.json"], manifest);
        var order = File.ReadAllBytes(files["out/test/order.npy"]);
        order[^4] = 9;
        File.WriteAllBytes(files["out/test/order.npy"], order);
        Should.Throw<InvalidFileException>(() => MmImdbDataset.Open(files["out"])).Message.ShouldContain("order.npy: is no order of 4 films");
    }

    [Fact]
    public void A_poster_is_the_picture_it_was()
    {
        // What the published preparation makes of every level of every colour.
        double[] means = [103.939, 116.779, 123.68];
        var image = new byte[MmImdbFormat.ImagePixels];
        for (var plane = 0; plane < 3; plane++)
        {
            for (var level = 0; level < 256; level++)
            {
                image[(plane * MmImdbFormat.PlanePixels) + level] = (byte)((int)(level - means[plane]) + MmImdbFormat.Offsets[plane]);
            }
        }

        var picture = MmImdbFilm.ToPicture(image);
        for (var level = 0; level < 256; level++)
        {
            // The level above a mean's whole part shares its number with the one below.
            byte[] rgb = [(byte)(level == 124 ? 123 : level), (byte)(level == 117 ? 116 : level), (byte)(level == 104 ? 103 : level)];
            picture[(3 * level)..((3 * level) + 3)].ShouldBe(rgb);
        }
    }

    public void Dispose() => files.Dispose();

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static void StopAt(int films, PrepareProgress report, CancellationTokenSource stop)
    {
        if (report.Stage == "films" && report.Done == films)
        {
            stop.Cancel();
        }
    }

    private PrepareResult<MmImdbManifest> Prepare(MmImdbRecipe recipe, string folder) =>
        MmImdbPreparer.Prepare(recipe, files[folder], cancellation: TestContext.Current.CancellationToken);

    private void Run(string folder, Action<PrepareProgress> report, CancellationToken cancellation = default) =>
        MmImdbPreparer.Prepare(MmImdbFiles.Recipe, files[folder], SmallRun, new Relay(report), cancellation);

    private string Problem(MmImdbRecipe recipe) => Should.Throw<InvalidFileException>(() => Prepare(recipe, "out")).Message;

    private sealed class Relay(Action<PrepareProgress> report) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => report(value);
    }
}
