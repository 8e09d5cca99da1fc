using Shouldly;
using Weft.Data.Arrays;
using Weft.Data.Vectors;
using Weft.Tests.Data.Vectors;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Arrays;

/// <summary>Prepared folders that were damaged, or made by somebody hostile.</summary>
public sealed class ArrayDatasetTests : IDisposable
{
    private readonly SmallVectors source = new();

    public ArrayDatasetTests()
    {
        source.Write();
        VectorsPreparer.Prepare(source.Recipe, source["data"]);
    }

    [Theory]
    [InlineData("\"classes\": 4", "\"classes\": 3", "train_labels.npy: has the label 3 at index")]
    [InlineData("\"classes\": 4", "\"classes\": 0", "manifest.json: has 0 classes, which cannot be; prepare the data again")]
    [InlineData("\"train\": 24", "\"train\": 25", "train_labels.npy: holds Int64 [24], but the manifest's counts ask for Int64 [25]")]
    [InlineData("\"dev\": 8", "\"dev\": 0", "has impossible counts 24, 0 and 8")]
    [InlineData("\"name\": \"form\"", "\"name\": \"../form\"", "has no modalities, too many, or ones with impossible names")]
    [InlineData("\"name\": \"form\"", "\"name\": \"Colour\"", "has no modalities, too many, or ones with impossible names")]
    [InlineData("\"train/form.npy\"", "\"/etc/passwd\"", "lists '/etc/passwd', which is no file of a prepared folder")]
    [InlineData("\"multiLabel\": false", "\"multiLabel\": true", "ask for UInt8 [24, 4]")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "has format version 2, but this program reads version 1")]
    [InlineData("\"classes\": 4", "\"classes\": \"4\"", "manifest.json: is damaged, or is not a manifest of a prepared folder of arrays")]
    [InlineData("\"counts\"", "\"amounts\"", "manifest.json: is damaged, or is not a manifest of a prepared folder of arrays")]
    public void A_changed_manifest_is_refused(string was, string now, string problem)
    {
        var manifest = source["data/manifest.json"];
        var text = File.ReadAllText(manifest);
        text.ShouldContain(was);
        File.WriteAllText(manifest, text.Replace(was, now, StringComparison.Ordinal));
        Problem().ShouldContain(problem);
    }

    [Theory]
    [InlineData("0", "gives modality colour the impossible shape [0]; prepare the data again")]
    [InlineData("5", "colour.npy: holds Float32 [24, 6], but the manifest's counts ask for Float32 [24, 5]")]
    public void A_changed_shape_is_refused(string features, string problem)
    {
        var manifest = source["data/manifest.json"];
        var text = File.ReadAllText(manifest);
        text.ShouldContain(" 6\n");
        File.WriteAllText(manifest, text.Replace(" 6\n", $" {features}\n", StringComparison.Ordinal));
        Problem().ShouldContain(problem);
    }

    [Fact]
    public void Changed_files_are_refused()
    {
        File.AppendAllText(source["data/dev/form.npy"], "x");
        Problem().ShouldContain("dev/form.npy: has ");
        File.Delete(source["data/dev/form.npy"]);
        Problem().ShouldContain("form.npy: is not there; prepare the data again");
        var length = new FileInfo(source["data/test/form.npy"]).Length;
        NpyWriter.Write(source["data/dev/form.npy"], NdArray.From(new int[8 * 5], 8, 5));
        new FileInfo(source["data/dev/form.npy"]).Length.ShouldBe(length);
        Problem().ShouldContain("form.npy: holds Int32 [8, 5], but the manifest's counts ask for Float32 [8, 5]");
    }

    [Fact]
    public void A_folder_with_something_else_is_left_alone()
    {
        Directory.CreateDirectory(source["mine"]);
        File.WriteAllText(source["mine/letter.txt"], "Dear");
        Should.Throw<UsageException>(() => VectorsPreparer.Prepare(source.Recipe, source["mine"])).Message
            .ShouldContain("mine holds something that is not prepared data of vectors; give an empty or a new folder.");
        Should.Throw<InvalidFileException>(() => VectorsPreparer.Prepare(source.Recipe with { Task = "leaves100" }, source["data"])).Message
            .ShouldContain("says that the data are of the task 'vectors', not 'leaves100'");
    }

    public void Dispose() => source.Dispose();

    private string Problem() => Should.Throw<InvalidFileException>(() => ArrayDataset.Open(source["data"], "vectors").Dispose()).Message;
}
