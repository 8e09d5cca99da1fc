using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Mfas;

namespace Weft.Cli.Commands;

/// <summary><c>weft genotype list</c>: the genotypes that publications name.</summary>
internal static class GenotypeCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var list = new Command("list", "List the genotypes that have a name, for `weft train --genotype NAME`.");
        list.SetAction((result, _) => Task.FromResult(List(result.InvocationConfiguration.Output)));
        return new Command("genotype", "Genotypes of publications.") { list };
    }

    private static int List(TextWriter output)
    {
        var table = new TextTable("name", "task", "columns", "rows", "note");
        foreach (var named in NamedGenotypes.All)
        {
            var rows = string.Join(' ', named.Rows.Rows.Select(r => $"[{string.Join(',', r)}]"));
            table.Add(named.Name, named.Task, $"{string.Join(", ", named.Modalities)}, activation", rows, named.Note);
        }

        table.Write(output);
        return 0;
    }
}
