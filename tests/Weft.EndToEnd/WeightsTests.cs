using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Weights from PyTorch through the real program.</summary>
public sealed class WeightsTests
{
    private static string Extras => TestPaths.Golden("torch", "extras.pth");

    [Fact]
    public async Task A_checkpoint_is_shown_imported_and_shown_again()
    {
        using var folder = new TemporaryFolder();
        var file = folder["out.safetensors"];
        var shown = await WeftProgram.RunAsync(["weights", "show", Extras]);
        shown.ExitCode.ShouldBe(0, shown.Error);
        shown.Output.ShouldContain("3 tensors, 0.000 MB, under 'model'");
        shown.Output.ShouldContain("beside them: 'args' (argparse.Namespace, skipped)");

        var imported = await WeftProgram.RunAsync(["weights", "import", Extras, "--out", file]);
        imported.ExitCode.ShouldBe(0, imported.Error);
        imported.Output.ShouldContain($"written        3  0.000  {file}");
        imported.Output.ShouldContain("The weights were under 'model'. Also left out: 'best' (numpy.core.multiarray.scalar, skipped), ");

        var again = await WeftProgram.RunAsync(["weights", "show", file]);
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.ShouldContain("t     Float32  [3, 2]  0.000");
        again.Output.ShouldContain("kind: weights");
    }

    [Theory]
    [InlineData("--encoder vgg16", 2, "--encoder: there is no encoder 'vgg16'", "vgg19")]
    [InlineData("--encoder hcn", 1, "do not fit the encoder hcn", "'conv1.0.weight'")]
    public async Task Encoders_that_do_not_fit(string more, int code, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        var result = await WeftProgram.RunAsync(["weights", "import", Extras, "--out", folder["x.safetensors"], .. more.Split(' ')]);
        BadInputTests.Told(result, code, parts);
        Files.Below(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_paths()
    {
        using var folder = new TemporaryFolder();
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", folder["none.pth"], "--out", folder["x"]]), 1, folder["none.pth"], "does not exist");
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", folder.Path, "--out", folder["x"]]), 1, "this is a folder");
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", Extras]), 2, "--out");
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", Extras, "--out", folder["none/x"]]), 1, folder["none/x"], "create the folder");
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "show", folder["none.safetensors"]]), 1, "does not exist");
        File.Copy(Extras, folder["a.pth"]);
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", folder["a.pth"], "--out", folder["a.pth"]]), 2, "is the file that is imported");
        Files.Below(folder.Path).ShouldBe(["a.pth"]);
    }

    [Theory]
    [InlineData("os_system_zip.pth", "'posix.system'")]
    [InlineData("os_system_legacy.pth", "'posix.system'")]
    [InlineData("eval_zip.pth", "'__builtin__.eval'")]
    [InlineData("whole_module.pth", "torch.save(model.state_dict(), FILE)")]
    [InlineData("deep_nesting.pkl", "nested more than 1000 deep")]
    [InlineData("size_lies.pth", "reaches beyond its storage")]
    [InlineData("truncated_zip.pth", "not an intact checkpoint")]
    public async Task Hostile_files_have_no_effect(string name, string problem)
    {
        var path = TestPaths.Fixture($"torch/hostile/{name}");
        Assert.SkipWhen(path is null, "The fixtures are not beside the repository.");
        using var folder = new TemporaryFolder();
        BadInputTests.Told(await WeftProgram.RunAsync(["weights", "import", path!, "--out", folder["x.safetensors"]]), 1, path!, problem);
        Files.Below(folder.Path).ShouldBeEmpty();
        File.Exists("WEFT_WAS_HACKED").ShouldBeFalse();
    }
}
