using Shouldly;
using Weft.Data;
using Weft.Data.AvMnist;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.AvMnist;

public sealed class AvMnistDatasetTests : IClassFixture<AvMnistDatasetTests.Prepared>, IDisposable
{
    private readonly SmallSources _sources;
    private readonly TemporaryFolder _own = new();
    private readonly string _folder;

    public AvMnistDatasetTests(Prepared prepared)
    {
        _sources = prepared.Sources;
        _folder = _own["data"];
        foreach (var file in Directory.GetFiles(_sources["out"], "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(_sources["out"], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    [Fact]
    public void Pairs_are_read_by_index()
    {
        using var data = AvMnistDataset.Open(_folder);
        (data.Count(Split.Train), data.Count(Split.Dev), data.Count(Split.Test)).ShouldBe((40, 10, 15));
        var labels = MnistFiles.ReadTrain(_sources.Mnist).Labels;
        data.Labels(Split.Train).ToArray().ShouldBe(labels[..40]);
        data.Labels(Split.Dev).ToArray().ShouldBe(labels[40..50]);
        data.Labels(Split.Test).Length.ShouldBe(15);
        var stored = NpyReader.Read(Path.Combine(_folder, "audio/train_data.npy")).As<byte>();
        data.StoredAudio(Split.Dev, 3).SequenceEqual(stored.Slice(43 * 12544, 12544)).ShouldBeTrue();
        var audio = new float[AvMnistDataset.AudioSize];
        data.ReadAudio(Split.Dev, 3, audio);
        var (mean, std) = data.Manifest.Audio;
        audio[77].ShouldBe((float)(((stored[(43 * 12544) + 77] / 255.0) - mean) / std), 1e-6f);
        var image = new float[AvMnistDataset.ImageSize];
        data.ReadImage(Split.Test, 14, image);
        image[300].ShouldBe((float)((data.StoredImage(Split.Test, 14)[300] - data.Manifest.Image.Mean) / data.Manifest.Image.Std), 1e-5f);
    }

    [Fact]
    public void Training_values_are_standard()
    {
        using var data = AvMnistDataset.Open(_folder);
        var image = new float[AvMnistDataset.ImageSize];
        var audio = new float[AvMnistDataset.AudioSize];
        double sum = 0, squares = 0, audioSum = 0, audioSquares = 0;
        for (var i = 0; i < 40; i++)
        {
            data.ReadImage(Split.Train, i, image);
            data.ReadAudio(Split.Train, i, audio);
            sum += image.Sum(value => (double)value);
            squares += image.Sum(value => (double)value * value);
            audioSum += audio.Sum(value => (double)value);
            audioSquares += audio.Sum(value => (double)value * value);
        }

        (sum / (40 * 784)).ShouldBe(0, 1e-4);
        (squares / (40 * 784)).ShouldBe(1, 1e-4);
        (audioSum / (40 * 12544)).ShouldBe(0, 1e-4);
        (audioSquares / (40 * 12544)).ShouldBe(1, 1e-4);
    }

    [Fact]
    public void Wrong_indices_and_lengths_are_refused()
    {
        using var data = AvMnistDataset.Open(_folder);
        var image = new float[784];
        Should.Throw<ArgumentOutOfRangeException>(() => data.ReadImage(Split.Train, 40, image));
        Should.Throw<ArgumentOutOfRangeException>(() => data.ReadImage(Split.Train, -1, image));
        Should.Throw<ArgumentOutOfRangeException>(() => data.ReadAudio(Split.Train, 0, image));
        data.Dispose();
        Should.Throw<ObjectDisposedException>(() => data.ReadImage(Split.Train, 0, image));
    }

    [Theory]
    [InlineData("image/train_data.npy")]
    [InlineData("audio/test_data.npy")]
    [InlineData("test_labels.npy")]
    public void Truncated_and_absent_files_are_named(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Problem().ShouldContain("it is truncated or was changed");
        Problem().ShouldContain(path);
        File.Delete(path);
        Problem().ShouldBe($"{path}: is not there; prepare the data again");
    }

    [Fact]
    public void Wrong_labels_and_shapes_are_told()
    {
        var labels = Path.Combine(_folder, "train_labels.npy");
        var content = File.ReadAllBytes(labels);
        content[^2] = 11;
        File.WriteAllBytes(labels, content);
        Problem().ShouldContain("has the label 11 at index 48");
        content[^2] = 1;
        File.WriteAllBytes(labels, content);
        var images = Path.Combine(_folder, "image/test_data.npy");
        var text = File.ReadAllBytes(images);
        var header = System.Text.Encoding.Latin1.GetString(text, 0, 128).Replace("(15, 784)", "(784, 15)");
        File.WriteAllBytes(images, [.. System.Text.Encoding.Latin1.GetBytes(header), .. text[128..]]);
        Problem().ShouldContain("holds Float32 [784, 15], but the manifest's counts ask for Float32 [15, 784]");
    }

    [Fact]
    public void The_manifest_is_judged()
    {
        var path = Path.Combine(_folder, "manifest.json");
        var text = File.ReadAllText(path);
        for (var length = 0; length < text.Length - 2; length += 7)
        {
            File.WriteAllText(path, text[..length]);
            Problem().ShouldContain("manifest.json: is damaged", customMessage: $"cut at {length}");
        }

        File.WriteAllText(path, text.Replace("\"formatVersion\": 1", "\"formatVersion\": 2"));
        Problem().ShouldContain("has format version 2, but this program reads version 1");
        File.WriteAllText(path, "[1]");
        Problem().ShouldContain("has no formatVersion");
        File.WriteAllText(path, text.Replace("\"counts\": {", "\"count\": {"));
        Problem().ShouldContain("manifest.json: is damaged");
        File.WriteAllText(path, text.Replace("\"train_labels.npy\"", "\"labels.npy\""));
        Problem().ShouldContain("does not list train_labels.npy");
        File.WriteAllText(path, System.Text.RegularExpressions.Regex.Replace(text, "\"counts\": \\{\\s*\"train\": 40", "\"counts\": {\"train\": -40"));
        Problem().ShouldContain("has impossible counts -40, 10 and 15");
        File.WriteAllText(path, text.Replace("\"recipe\": {", "\"recipe\": null, \"old\": {"));
        Problem().ShouldContain("manifest.json: is damaged");
        File.Delete(path);
        Problem().ShouldContain("manifest.json: is not there");
    }

    public void Dispose() => _own.Dispose();

    private string Problem() => Should.Throw<InvalidFileException>(() => AvMnistDataset.Open(_folder)).Message;

    /// <summary>A folder that is prepared once; each test damages a copy of its own.</summary>
    public sealed class Prepared : IDisposable
    {
        private readonly SmallSources _sources = new();

        public Prepared() => AvMnistPreparer.Prepare(_sources.Recipe, _sources["out"]);

        internal SmallSources Sources => _sources;

        public void Dispose() => _sources.Dispose();
    }
}
