using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Whatever is wrong with what a person gives: one sentence that names the place, the right exit code, nothing half-written.</summary>
public sealed class BadInputTests(PreparedData prepared)
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Settings and names: a good data folder, and nothing may be left behind.</summary>
    [Theory]
    [InlineData("--set search.epoch=3", WrongUsage, "search.epoch", "did you mean 'search.epochs'?")]
    [InlineData("--set search.epochs=many", WrongUsage, "search.epochs", "many")]
    [InlineData("--set search.epochs=0", WrongUsage, "search.epochs", "between 1 and 100000")]
    [InlineData("--set shape.dropout=1.5", WrongUsage, "shape.dropout", "between 0 and 0.99")]
    [InlineData("--set search.minimumRate=0.5", WrongUsage, "search", "minimumRate is 0.5, which is above maximumRate")]
    [InlineData("--set retrain.minimumRate=0.5", WrongUsage, "retrain", "minimumRate is 0.5, which is above maximumRate")]
    [InlineData("--set shape.outputCells=3", WrongUsage, "shape", "outputCells is 3, but there are only 2 cells")]
    [InlineData("--set shape.outputSteps=2", WrongUsage, "shape", "outputSteps is 2, but a cell has only 1 steps")]
    [InlineData("--set shape.cells=5", WrongUsage, "shape.cells is 5", "8 taps allow at most 4 cells")]
    [InlineData("--set pooling=mean", WrongUsage, "The mean of all positions has length 1", "not 16")]
    [InlineData("--set shape.length=15", WrongUsage, "perfect square", "15 is none")]
    [InlineData("--set operations=[Sum,ConcatFD]", WrongUsage, "operations: there is no 'ConcatFD'", "did you mean 'ConcatFC'?")]
    [InlineData("--set operations=[]", WrongUsage, "operations", "the list is empty")]
    [InlineData("--set encoder.channels.picture=4", WrongUsage, "no modality 'picture'", "image, audio")]
    [InlineData("--set encoder.channels.image=none", WrongUsage, "encoder.channels.image", "'none' is no number of channels")]
    [InlineData("--set method=mfos", WrongUsage, "method: there is no 'mfos'", "bmnas")]
    [InlineData("--set nonsense", WrongUsage, "nonsense", "=")]
    [InlineData("--task avmnits", WrongUsage, "There is no task 'avmnits'", "there are avmnist")]
    [InlineData("--device gpu", WrongUsage, "'gpu' is no device", "use cpu, cuda or cuda:N")]
    [InlineData("--config none.yaml", WrongUsage, "none.yaml", "")]
    [InlineData("--seed -1", WrongUsage, "-1", "whole number")]
    public async Task Settings_and_names(string more, int code, string place, string advice)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var result = await WeftProgram.RunAsync(["search", "bmnas", "--data", data, "--run", folder["run"], .. more.Split(' ')]);
        Told(result, code, place, advice);
        NothingLeft(folder, data);
    }

    [Theory]
    [InlineData("search:\n  epochs: 3\n  batchsise: 8\n", 3, "batchsise", "did you mean 'search.batchSize'?")]
    [InlineData("search:\n  epochs: [1, 2]\n", 2, "search.epochs", "")]
    [InlineData("seed: 2\nseed: 3\n", 2, "seed", "")]
    [InlineData("shape:\n\n  cells: 99\n", 3, "shape.cells", "between 1 and 64")]
    public async Task Settings_files_are_told_with_their_line(string yaml, int line, string key, string advice)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var file = folder["settings.yaml"];
        await File.WriteAllTextAsync(file, yaml, TestContext.Current.CancellationToken);
        var result = await WeftProgram.RunAsync(["search", "bmnas", "--data", data, "--run", folder["run"], "--config", file]);
        Told(result, WrongUsage, $"{file} line {line}: ", key, advice);
        NothingLeft(folder, data);
    }

    /// <summary>Prepared data that were damaged, or are something else.</summary>
    [Theory]
    [InlineData("image/train_data.npy", "truncate", "it is truncated or was changed")]
    [InlineData("audio/test_data.npy", "delete", "is not there; prepare the data again")]
    [InlineData("train_labels.npy", "label", "has the label 77 at index 47, which is not a digit")]
    [InlineData("image/train_data.npy", "magic", "")]
    [InlineData("manifest.json", "truncate", "is damaged")]
    [InlineData("manifest.json", "delete", "is not there")]
    public async Task Prepared_data(string name, string damage, string problem)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var path = Path.Combine(data, name);
        switch (damage)
        {
            case "truncate":
                Files.Truncate(path, new FileInfo(path).Length - 3);
                break;
            case "delete":
                File.Delete(path);
                break;
            case "label":
                await File.WriteAllBytesAsync(path, [.. (await File.ReadAllBytesAsync(path))[..(128 + 47)], 77, .. (await File.ReadAllBytesAsync(path))[(128 + 48)..]]);
                break;
            default:
                Files.FlipByte(path, 0);
                break;
        }

        Told(await WeftProgram.RunAsync(SmallRun.Search(data, folder["run"])), Failed, path, problem);
        NothingLeft(folder, data);
    }

    [Fact]
    public async Task Folders_that_are_absent_or_something_else()
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        Directory.CreateDirectory(folder["other"]);
        await File.WriteAllTextAsync(folder["other/notes.txt"], "mine", TestContext.Current.CancellationToken);

        Told(await WeftProgram.RunAsync(SmallRun.Search(folder["none"], folder["run"])), Failed, folder["none"], "is not there");
        Told(await WeftProgram.RunAsync(SmallRun.Search(folder["other"], folder["run"])), Failed, folder["other"], "is not there");
        Told(await WeftProgram.RunAsync(["search", "bmnas", "--run", folder["run"]]), WrongUsage, "--data is missing", "weft data prepare");
        Told(await WeftProgram.RunAsync(SmallRun.Search(data, folder["other"])), WrongUsage, folder["other"], "is not empty and holds no run");
        Told(await WeftProgram.RunAsync(SmallRun.Search(data, folder["other/notes.txt"])), WrongUsage, "notes.txt", "is a file");
        Told(await WeftProgram.RunAsync(SmallRun.Search(data, folder["other/notes.txt/run"])), Failed, "notes.txt/run", "cannot be made");
        Told(await WeftProgram.RunAsync(SmallRun.Search(data, "/proc/weft-run")), Failed, "/proc/weft-run", "choose another folder");
        Told(await WeftProgram.RunAsync(["train", "encoder", "--modality", "picture", "--data", data, "--run", folder["run"]]), WrongUsage, "'picture'", "image, audio");
        Told(await WeftProgram.RunAsync(["test", "--run", folder["none"]]), WrongUsage, folder["none"], "holds no run");
        Told(await WeftProgram.RunAsync(["report", "--run", folder["none"]]), WrongUsage, folder["none"], "holds no run");
        Told(await WeftProgram.RunAsync(["runs", "show", folder["none"]]), WrongUsage, folder["none"], "holds no run");
        Told(await WeftProgram.RunAsync(["runs", "list", "--in", folder["none"]]), WrongUsage, folder["none"], "name the folder");
        NothingLeft(folder, data, "other/notes.txt");
    }

    [Theory]
    [InlineData("nothing of the kind", Failed, "is no BM-NAS genotype")]
    [InlineData("{\"cells\": 3}", Failed, "is no BM-NAS genotype")]
    [InlineData("{\"space\":\"bmnas\",\"taps\":[\"image 1\"],\"cells\":[],\"outputCells\":1}", Failed, "is a genotype for the taps image 1; this task has image 1, image 2")]
    [InlineData("Genotype(edges=[('skip', 2), ('skip', 14)], steps=[StepGenotype(inner_edges=[('skip', 0), ('skip', 1)], inner_steps=['Sum'], inner_concat=[2])], concat=[8])", Failed, "genotype for other taps")]
    [InlineData("Genotype(edges=[('skip', 2), ('skip', 4)], steps=[StepGenotype(inner_edges=[('skip', 0), ('skip', 1)], inner_steps=['Product'], inner_concat=[2])], concat=[8])", Failed, "unknown operation 'Product'")]
    public async Task Genotypes(string text, int code, string problem)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var file = folder["genotype.txt"];
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"], "--genotype", file)), code, file, problem);
        NothingLeft(folder, data, "genotype.txt");
    }

    [Fact]
    public async Task Genotypes_that_are_not_named_rightly()
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"])), WrongUsage, "--genotype FILE or --from RUN is missing");
        Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"], "--from", folder["none"])), WrongUsage, folder["none"], "is not there");
        Told(await WeftProgram.RunAsync(SmallRun.Train(data, folder["run"], "--from", "a", "--genotype", "b")), WrongUsage, "exclude each other");
        NothingLeft(folder, data);
    }

    /// <summary>Sources of the data: nothing is left of a preparation that failed.</summary>
    [Theory]
    [InlineData("mnist/train-images-idx3-ubyte", "short", "")]
    [InlineData("mnist/train-images-idx3-ubyte", "text", "")]
    [InlineData("mnist/t10k-labels-idx1-ubyte", "absent", "")]
    [InlineData("speech/3_ada_1.wav", "short", "")]
    [InlineData("speech/3_ada_1.wav", "text", "")]
    [InlineData("mnist", "absent", "")]
    [InlineData("speech", "absent", "")]
    public async Task Sources(string name, string damage, string problem)
    {
        using var folder = new TinySources();
        var path = folder[name];
        switch (damage)
        {
            case "short":
                Files.Truncate(path, new FileInfo(path).Length * 2 / 3);
                break;
            case "text":
                await File.WriteAllTextAsync(path, new string('x', 2000), TestContext.Current.CancellationToken);
                break;
            default:
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }
                else
                {
                    File.Delete(path);
                }

                break;
        }

        var result = await WeftProgram.RunAsync(folder.Arguments);
        result.ExitCode.ShouldBeOneOf(Failed, WrongUsage);
        Told(result, result.ExitCode, name.Split('/')[^1].Split('.')[0], problem);
        Directory.Exists(folder["out"]).ShouldBeFalse();
        Directory.GetFileSystemEntries(folder[""]).ShouldAllBe(e => e.EndsWith("mnist") || e.EndsWith("speech"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("text")]
    [InlineData("empty")]
    public async Task An_encoder_of_the_data_that_is_damaged(string damage)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        (await WeftProgram.RunAsync(SmallRun.Encoder(data, folder["encoder"], "image", "--set", "encoder.epochs=1"))).ExitCode.ShouldBe(0);
        var path = Path.Combine(data, "encoders/image.safetensors");
        if (damage == "text")
        {
            await File.WriteAllTextAsync(path, "no tensors here, only a sentence", TestContext.Current.CancellationToken);
        }
        else
        {
            Files.Truncate(path, damage == "empty" ? 0 : new FileInfo(path).Length - 5);
        }

        Told(await WeftProgram.RunAsync(SmallRun.Search(data, folder["run"])), Failed, path);
        Files.Below(folder["run"]).ShouldNotContain(f => f.StartsWith("encoders") || f.Contains("tmp"));
    }

    [Fact]
    public async Task A_loss_that_is_no_number_names_stage_epoch_and_step()
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var path = Path.Combine(data, "image/train_data.npy");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, 128 + (4 * 784 * 5));
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var result = await WeftProgram.RunAsync(SmallRun.Search(data, folder["run"], "--set", "encoder.batchSize=16", "--set", "encoder.augmentation=0"));

        Told(result, Failed, "encoder:image: the loss is NaN at epoch 1, train step ", "look for values in the data that are not finite");
        Files.Below(folder["run"]).ShouldBe(["config.yaml", "log.jsonl", "run.lock", "stages/data.json"]);
    }

    [Fact]
    public async Task Damaged_files_of_a_run_are_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        var config = folder["run/config.yaml"];
        await File.WriteAllTextAsync(config, "kind: search\nsead: 3\n", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["test", "--run", folder["run"]]), WrongUsage, $"{config} line 2: ", "did you mean 'seed'?");
        await File.WriteAllTextAsync(config, "kind: {search\n", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["test", "--run", folder["run"]]), Failed, $"{config} line 2: ", "not valid YAML");
        await File.WriteAllTextAsync(config, "kind: search\n", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["report", "--run", folder["run"]]), Failed, config, "does not name the data");
        await File.WriteAllTextAsync(config, "kind: search\ndata: /none\n", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["report", "--run", folder["run"]]), WrongUsage, folder["run"], "has no report.json yet");
        await File.WriteAllTextAsync(folder["run/report.json"], "{\"kind\": \"search\"", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["report", "--run", folder["run"]]), Failed, folder["run/report.json"], "is damaged");
        await File.WriteAllTextAsync(folder["run/report.json"], "{\"kind\": null, \"task\": \"a\", \"method\": \"b\"}", TestContext.Current.CancellationToken);
        Told(await WeftProgram.RunAsync(["report", "--run", folder["run"]]), Failed, folder["run/report.json"], "is damaged");
    }

    /// <summary>One sentence behind whatever progress there was, naming every part that is asked for.</summary>
    internal static void Told(ProgramResult result, int code, params string[] parts)
    {
        result.ExitCode.ShouldBe(code, result.Error);
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(l => l.StartsWith("weft: ", StringComparison.Ordinal)).ShouldBe(1, result.Error);
        lines[^1].ShouldStartWith("weft: ");
        lines[^1].ShouldNotContain("fault of Weft itself");
        result.Error.ShouldNotContain("   at ");
        foreach (var part in parts)
        {
            lines[^1].ShouldContain(part);
        }
    }

    /// <summary>Neither a run nor anything with the data; only what the test made itself.</summary>
    internal static void NothingLeft(TemporaryFolder folder, string data, params string[] own)
    {
        Directory.Exists(folder["run"]).ShouldBeFalse("a run folder was left that can neither begin nor go on");
        Files.Below(folder.Path).Where(f => !f.StartsWith("data/", StringComparison.Ordinal) && f != "settings.yaml" && !own.Contains(f)).ShouldBeEmpty();
        Files.Below(data).ShouldNotContain(f => f.StartsWith("encoders") || f.StartsWith("cache"));
    }
}
