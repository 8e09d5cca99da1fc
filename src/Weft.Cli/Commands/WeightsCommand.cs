using System.CommandLine;
using System.Globalization;
using Weft.Cli.Terminal;
using Weft.Encoders.Imported;
using Weft.Runs;
using Weft.Torch.Files;
using Weft.Torch.Files.Checkpoints;

namespace Weft.Cli.Commands;

/// <summary><c>weft weights</c>: weights from PyTorch.</summary>
internal static class WeightsCommand
{
    private const int Listed = 4;
    private const double MegaByte = 1e6;

    /// <summary>The command with its subcommands.</summary>
    internal static Command Create() => new("weights", "Weights from PyTorch.") { Import(), Show() };

    private static Command Import()
    {
        var command = new Command("import", "Turn a checkpoint of PyTorch into a safetensors file; nothing in it is run.");
        var source = new Argument<string>("FILE") { Description = "The checkpoint: .pth, .pt, .pth.tar or .checkpoint, zip or legacy." };
        var target = new Option<string>("--out") { Description = "The .safetensors file to make.", Required = true };
        var encoder = new Option<string?>("--encoder")
        {
            Description = $"Map and check the names for an encoder: {string.Join(", ", EncoderLayouts.Names)}.",
        };
        command.Arguments.Add(source);
        command.Options.Add(target);
        command.Options.Add(encoder);
        command.SetAction((result, cancellation) => Task.FromResult(Import(
            result.GetValue(source)!,
            result.GetValue(target)!,
            result.GetValue(encoder),
            result.InvocationConfiguration.Output,
            cancellation)));
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "List the tensors of a checkpoint of PyTorch or of a safetensors file.");
        var file = new Argument<string>("FILE") { Description = "The file." };
        command.Arguments.Add(file);
        command.SetAction((result, _) => Task.FromResult(Show(result.GetValue(file)!, result.InvocationConfiguration.Output)));
        return command;
    }

    private static int Import(string source, string target, string? encoder, TextWriter output, CancellationToken cancellation)
    {
        ImportReport report;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            report = WeightsImport.Run(
                source,
                target,
                encoder,
                progress: (done, total) => progress.Report(new ProgressUpdate(
                    "import", null, null, null, (long)(done / MegaByte), (long)(total / MegaByte), "MB", null, null, null, null)),
                cancellation: cancellation);
        }

        var table = new TextTable("what", ">tensors", ">MB", "which");
        table.Add("written", Number(report.Tensors), Size(report.Bytes), target);
        if (report.Mapping is { } mapping)
        {
            AddSteps(table, mapping);
            AddNames(table, "not in the file, begin anew", mapping.Fresh);
            AddNames(table, "left out", mapping.LeftOut);
            AddNames(table, "unexpected, left out", mapping.Unexpected);
        }

        table.Write(output);
        if (!report.LeftOut.IsEmpty)
        {
            var place = report.Section is { } section ? $"The weights were under '{section}'. Also left out" : "Also left out";
            output.WriteLine(TextWidth.Clean($"{place}: {Names(report.LeftOut)}."));
        }

        if (report.Mapping is { HasHead: false })
        {
            output.WriteLine("The head is missing: it will be trained.");
        }

        return 0;
    }

    private static void AddSteps(TextTable table, NameMapping mapping)
    {
        foreach (var (step, text) in ((ImportStep, string)[])
            [(ImportStep.Inflate, "of them inflated to 3-D"), (ImportStep.Repeat, "of them repeated over time"), (ImportStep.Zero, "of them counters set to 0")])
        {
            if (mapping.Assignments.Count(a => a.Step == step) is > 0 and var count)
            {
                table.Add(text, Number(count), null, null);
            }
        }
    }

    private static void AddNames(TextTable table, string what, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            table.Add(what, Number(names.Count), null, Names(names));
        }
    }

    private static int Show(string path, TextWriter output)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            using var file = SafeTensorsFile.Open(path);
            var entries = file.Names.Select(name => file.Tensors[name]);
            WriteTensors([.. entries.Select(t => (new WantedTensor(t.Name, t.Type, t.Shape), t.ByteCount))], string.Empty, output);
            WriteLines(file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {m.Value}"), output);
            return 0;
        }

        using var checkpoint = TorchCheckpoint.Open(path);
        var place = checkpoint.Section is { } section ? $", under '{section}'" : string.Empty;
        WriteTensors([.. checkpoint.Tensors.Select(t => (new WantedTensor(t.Name, t.Type, t.Shape), t.ByteCount))], place, output);
        WriteLines(checkpoint.LeftOut.Select(other => $"beside them: {other}"), output);
        return 0;
    }

    private static void WriteTensors(IReadOnlyCollection<(WantedTensor Tensor, long Bytes)> tensors, string place, TextWriter output)
    {
        var table = new TextTable("name", "type", "shape", ">MB");
        foreach (var (tensor, bytes) in tensors)
        {
            table.Add(tensor.Name, tensor.Type.ToString(), $"[{string.Join(", ", tensor.Shape)}]", Size(bytes));
        }

        table.Write(output);
        output.WriteLine($"{Number(tensors.Count)} tensors, {Size(tensors.Sum(t => t.Bytes))} MB{place}");
    }

    private static void WriteLines(IEnumerable<string> lines, TextWriter output)
    {
        foreach (var line in lines)
        {
            output.WriteLine(TextWidth.Clean(line));
        }
    }

    private static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Listed)) + (names.Count > Listed ? $" and {names.Count - Listed} more" : string.Empty);

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => (bytes / MegaByte).ToString("N3", CultureInfo.InvariantCulture);
}
