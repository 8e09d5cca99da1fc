using Shouldly;
using Weft.BmNas.Operations;
using Weft.Data;
using Weft.Tasks;
using Weft.Testing;
using Weft.Tests.BmNas.Operations;
using Weft.Tests.Tasks;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Docs;

/// <summary>The examples of docs/how-to compile, work, and are the text that the pages show.</summary>
public sealed class SampleTests
{
    private static readonly string[] SourceFolders = ["src", "tests"];

    [Theory]
    [InlineData("add-an-operation.md", "HadamardFc.cs")]
    [InlineData("add-an-encoder.md", "SensorNet.cs")]
    [InlineData("add-a-data-set.md", "GaitTask.cs")]
    public void A_page_shows_the_source_that_is_compiled(string page, string sample)
    {
        var source = File.ReadAllText(Path.Combine(TestPaths.Repository, "tests", "Weft.Tests", "Docs", "Samples", sample));
        var shown = DocumentPages.Read(Path.Combine(TestPaths.Repository, "docs", "how-to", page)).Blocks.Where(b => b.Language is "csharp").ToList();
        shown.Select(b => b.Text).ShouldContain(source, $"docs/how-to/{page} must show the whole of tests/Weft.Tests/Docs/Samples/{sample}, to the letter");
        foreach (var block in shown.Where(b => b.Text != source))
        {
            SourceHolds(block.Text).ShouldBeTrue($"docs/how-to/{page}, line {block.Line}: no source file holds these lines of C#");
        }
    }

    [Fact]
    public void The_operation_does_what_every_operation_must() => OperationConformance.Check((shape, random) => new HadamardFc(shape, random));

    [Fact]
    public void The_task_and_its_encoders_do_what_all_must()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        TaskConformance.Check(new GaitTask(), folder.Path);
    }

    [Fact]
    public void The_task_names_a_file_that_does_not_fit()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        NpyWriter.Write(folder["gyroscope_dev.npy"], NdArray.From(new float[4 * 3 * 64], 4, 3, 64));
        Should.Throw<InvalidFileException>(() => new GaitTask().Open(folder.Path)).Message.ShouldContain("gyroscope_dev.npy");
    }

    private static bool SourceHolds(string lines) => SourceFolders
        .SelectMany(top => Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, top), "*.cs", SearchOption.AllDirectories))
        .Any(file => File.ReadAllText(file).Contains(lines.TrimEnd('\n'), StringComparison.Ordinal));

    private static void Write(TemporaryFolder folder)
    {
        foreach (var (split, count) in new[] { (Split.Train, 6), (Split.Dev, 4), (Split.Test, 4) })
        {
            var word = split.ToString().ToLowerInvariant();
            NpyWriter.Write(folder[$"labels_{word}.npy"], NdArray.From([.. Enumerable.Range(0, count).Select(i => (long)(i % 5))], count));
            foreach (var modality in new GaitTask().Modalities)
            {
                var values = Enumerable.Range(0, count * 3 * 128).Select(i => MathF.Sin(i)).ToArray();
                NpyWriter.Write(folder[$"{modality.Name}_{word}.npy"], NdArray.From(values, count, 3, 128));
            }
        }
    }
}
