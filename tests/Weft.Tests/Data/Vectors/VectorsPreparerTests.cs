using Shouldly;
using Weft.Data.Arrays;
using Weft.Data.Vectors;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Vectors;

public sealed class VectorsPreparerTests : IDisposable
{
    private readonly SmallVectors source = new();

    [Fact]
    public void Every_class_is_split_alike_and_by_the_seed_alone()
    {
        var manifest = Prepare("a").Manifest;
        manifest.Counts.ShouldBe(new ArrayCounts(24, 8, 8));
        manifest.Modalities.Select(m => m.Name).ShouldBe(["colour", "form", "motion"]);
        Labels("a", "dev").Order().ShouldBe([0, 0, 1, 1, 2, 2, 3, 3]);
        Prepare("b").Manifest.Files.ShouldBe(manifest.Files);
        Prepare("c", source.Recipe with { Seed = 1 }).Manifest.Files["train/form.npy"].ShouldNotBe(manifest.Files["train/form.npy"]);
    }

    [Fact]
    public void Features_and_channels_are_standard_in_train()
    {
        source.Arrays["form"] = NdArray.From([.. source.Arrays["form"].As<float>().ToArray().Select((v, i) => i % 5 == 2 ? 0.1f : 100 + (7 * v))], SmallVectors.Count, 5);
        Prepare("out");
        var form = NpyReader.Read(source["out/train/form.npy"]).As<float>().ToArray();
        for (var feature = 0; feature < 5; feature++)
        {
            var column = form.Where((_, i) => i % 5 == feature).ToList();
            column.Average().ShouldBe(0, 1e-4f);
            column.Average(v => v * v).ShouldBe(feature == 2 ? 0 : 1, 1e-3f, "a constant feature stays constant");
        }

        var motion = NpyReader.Read(source["out/train/motion.npy"]).As<float>().ToArray();
        motion.Where((_, i) => i / 16 % 3 == 1).Average().ShouldBe(0, 1e-4f);
        NpyReader.Read(source["out/statistics/motion.npy"]).Shape.ShouldBe([2, 3]);
        NpyReader.Read(source["out/statistics/form.npy"]).As<float>()[0].ShouldBe(100, 5f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Splits_may_be_given(bool texts)
    {
        source.Arrays["fold"] = NdArray.From([.. Enumerable.Range(0, SmallVectors.Count).Select(i => (byte)(i < 20 ? 0 : i < 30 ? 1 : 2))], SmallVectors.Count);
        if (texts)
        {
            source.Arrays.Remove("fold");
            source.Write();
            AddTexts("fold", [.. Enumerable.Range(0, SmallVectors.Count).Select(i => i < 20 ? "train" : i < 30 ? "dev" : "test")]);
        }
        else
        {
            source.Write();
        }

        var manifest = VectorsPreparer.Prepare(source.Recipe with { Split = "fold" }, source["out"], cancellation: TestContext.Current.CancellationToken).Manifest;
        manifest.Counts.ShouldBe(new ArrayCounts(20, 10, 10));
        manifest.Modalities.Count.ShouldBe(3);
        Labels("out", "test").ShouldBe([.. Enumerable.Range(30, 10).Select(i => (long)(i % 4))]);
    }

    [Fact]
    public void Every_fourth_leaf_is_for_the_test()
    {
        var labels = Enumerable.Range(0, SmallVectors.Count).Select(i => i / 10).ToArray();
        source.Arrays["labels"] = NdArray.From(labels, SmallVectors.Count);
        Prepare("out", source.Recipe with { Rule = SplitRule.EveryFourth }).Manifest.Counts.ShouldBe(new ArrayCounts(24, 8, 8));
        var raw = source.Arrays["form"].As<float>();
        var statistics = NpyReader.Read(source["out/statistics/form.npy"]).As<float>();
        var test = NpyReader.Read(source["out/test/form.npy"]).As<float>();
        test[0].ShouldBe((raw[3 * 5] - statistics[0]) / statistics[5], 1e-5f, "the first test sample is row 3");
    }

    [Fact]
    public void Several_labels_may_hold_at_once()
    {
        source.Arrays["labels"] = NdArray.From([.. Enumerable.Range(0, SmallVectors.Count * 3).Select(i => i % 7 % 2 == 0)], SmallVectors.Count, 3);
        var manifest = Prepare("out").Manifest;
        (manifest.MultiLabel, manifest.Classes).ShouldBe((true, 3));
        using var data = ArrayDataset.Open(source["out"], "vectors");
        data.Labels(Weft.Data.Split.Dev).Shape.ShouldBe([8, 3]);
        data.Labels(Weft.Data.Split.Dev).Type.ShouldBe(ElementType.Float32);
    }

    [Fact]
    public void Wrong_labels_are_told()
    {
        Labelled([.. Enumerable.Range(0, SmallVectors.Count).Select(i => i == 5 ? 9 : i % 4)])
            .ShouldContain("labels 'labels' have 9 in row 5, but no sample has label 4: number the 5 classes from 0, without gaps");
        Labelled([.. Enumerable.Range(0, SmallVectors.Count).Select(i => 1 + (i % 4))]).ShouldContain("have 4 in row 3, but no sample has label 0");
        Labelled([.. Enumerable.Range(0, SmallVectors.Count).Select(i => i == 7 ? -1 : i % 4)]).ShouldContain("have -1 in row 7");
        Labelled(new int[SmallVectors.Count]).ShouldContain("labels 'labels' have a single class: there is nothing to learn");
        Labelled([0, 1, 0, 1]).ShouldContain("modality 'colour' has 40 rows, but labels 'labels' have 4");
        source.Arrays["labels"] = source.Arrays["form"];
        Problem().ShouldContain("labels 'labels' are a table with another value than 0 and 1 (row 0)");
        source.Arrays["labels"] = NdArray.From(new float[SmallVectors.Count], SmallVectors.Count);
        Problem().ShouldContain("labels 'labels' hold Float32 (40,), but must be whole numbers [samples], or zeros and ones [samples, classes]");
        source.Arrays.Remove("labels");
        Problem().ShouldContain("has no array 'labels' or 'label': say which one holds the labels (--labels NAME)");
        Problem(source.Recipe with { Labels = "answer" }).ShouldContain("has no array 'answer'");

        string Labelled(int[] labels)
        {
            source.Arrays["labels"] = NdArray.From(labels, labels.Length);
            return Problem();
        }
    }

    [Fact]
    public void Wrong_modalities_are_told()
    {
        var form = source.Arrays["form"].As<float>().ToArray();
        form[(5 * 17) + 2] = float.NaN;
        source.Arrays["form"] = NdArray.From(form, SmallVectors.Count, 5);
        Problem().ShouldContain("modality 'form' has NaN in row 17; replace it by a number, or leave the row out");
        form[(5 * 3) + 1] = float.NegativeInfinity;
        source.Arrays["form"] = NdArray.From(form, SmallVectors.Count, 5);
        Problem().ShouldContain("in row 3;");
        source.Arrays["form"] = NdArray.From([.. form.Select(_ => 1e300)], SmallVectors.Count, 5);
        Problem().ShouldContain("in row 0;", customMessage: "too large for a Float32");
        source.Arrays["form"] = NdArray.From(new float[SmallVectors.Count], SmallVectors.Count);
        Problem().ShouldContain("modality 'form' holds Float32 (40,), but must hold numbers [samples, features] or [samples, channels, length]");
        Problem(source.Recipe with { Modalities = ["colour", "shade"] }).ShouldContain("the archive has no array 'shade'; it has 4: ");
        source.Arrays.Remove("form");
        source.Arrays["sub/form"] = source.Arrays["colour"];
        Usage(source.Recipe).ShouldContain("'sub/form' cannot be a modality's name");
        Usage(source.Recipe with { Modalities = ["colour", "Colour"] }).ShouldContain("--modalities: 'colour' is named for two purposes");
        Usage(source.Recipe with { Modalities = ["colour", "labels"] }).ShouldContain("--modalities: 'labels' is named for two purposes");
    }

    [Fact]
    public void Wrong_splits_are_told()
    {
        Splitted([.. Enumerable.Range(0, SmallVectors.Count).Select(i => i == 6 ? 3 : i % 3)])
            .ShouldContain("split 'split' has '3' in row 6; it may have 0, 1 and 2, or train, dev and test");
        Splitted([.. Enumerable.Range(0, SmallVectors.Count).Select(i => i % 2)]).ShouldContain("the split test is empty");
        Splitted([0, 1, 2]).ShouldContain("split 'split' has 3 rows, but the labels have 40");
        Splitted([.. Enumerable.Range(0, SmallVectors.Count).Select(i => i % 4 == 2 ? 1 : i % 4 == 3 ? 2 : 0)])
            .ShouldContain("class 2 has no sample in train: it could not be learned");
        source.Arrays.Remove("split");
        source.Write();
        AddTexts("split", [.. Enumerable.Range(0, SmallVectors.Count).Select(i => i == 2 ? "val" : "train")]);
        Should.Throw<InvalidFileException>(() => VectorsPreparer.Prepare(source.Recipe, source["out"])).Message
            .ShouldContain("split 'split' has 'val' in row 2");

        string Splitted(int[] splits)
        {
            source.Arrays["split"] = NdArray.From(splits, splits.Length);
            return Problem();
        }
    }

    [Fact]
    public void The_real_leaves_are_split_in_halves_and_quarters()
    {
        if (TestPaths.Data("leaves100") is not { } real)
        {
            Assert.Skip("One-hundred plant species leaves are absent: skipped");
            return;
        }

        var manifest = VectorsPreparer.Prepare(VectorsPreparer.Leaves100(real), source["real"], cancellation: TestContext.Current.CancellationToken).Manifest;
        manifest.Counts.ShouldBe(new ArrayCounts(800, 400, 400));
        (manifest.Task, manifest.Classes).ShouldBe(("leaves100", 100));
        Labels("real", "test").GroupBy(l => l).ShouldAllBe(g => g.Count() == 4);
    }

    public void Dispose() => source.Dispose();

    private Weft.Data.Prepared.PrepareResult<ArrayManifest> Prepare(string folder, VectorsRecipe? recipe = null)
    {
        source.Write();
        return VectorsPreparer.Prepare(recipe ?? source.Recipe, source[folder], cancellation: TestContext.Current.CancellationToken);
    }

    private string Problem(VectorsRecipe? recipe = null)
    {
        var message = Should.Throw<InvalidFileException>(() => Prepare("out", recipe)).Message;
        message.ShouldContain("source.npz");
        Directory.Exists(source["out"]).ShouldBeFalse();
        return message;
    }

    private string Usage(VectorsRecipe recipe) => Should.Throw<UsageException>(() => Prepare("out", recipe)).Message;

    private long[] Labels(string folder, string split) => NpyReader.Read(source[$"{folder}/{split}_labels.npy"]).As<long>().ToArray();

    /// <summary>Adds an array of texts as numpy stores them; <see cref="NpzWriter"/> writes numbers only.</summary>
    private void AddTexts(string name, string[] texts)
    {
        using var archive = System.IO.Compression.ZipFile.Open(source["source.npz"], System.IO.Compression.ZipArchiveMode.Update);
        using var stream = archive.CreateEntry(name + ".npy").Open();
        var header = $"{{'descr': '|S5', 'fortran_order': False, 'shape': ({texts.Length},), }}".PadRight(117) + "\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header)]);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(string.Concat(texts.Select(t => t.PadRight(5, '\0')))));
    }
}
