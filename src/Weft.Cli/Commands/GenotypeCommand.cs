using System.CommandLine;
using Weft.BmNas;
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

    /// <summary>Which inputs meet in each cell, and by which operations.</summary>
    private static string Letters(IEnumerable<System.Collections.Immutable.ImmutableArray<string>> blocks) =>
        string.Concat(blocks.Select(b => char.ToUpperInvariant(b[0][0])));

    private static string Describe(BmNasGenotype genotype)
    {
        string[] inputs = [.. genotype.Taps, .. Enumerable.Range(1, genotype.Cells.Length).Select(c => $"cell {c}")];
        return string.Join("; ", genotype.Cells.Select(cell =>
            $"{inputs[cell.X]} + {inputs[cell.Y]}: {string.Join(", ", cell.Steps.Select(s => s.Operation))}"));
    }

    private static int List(TextWriter output)
    {
        var table = new TextTable("name", "task", "what is chosen", "note");
        foreach (var published in PublishedGenotypes.All)
        {
            table.Add(published.Name, published.Task, Describe(published.Genotype), published.Note);
        }

        foreach (var named in NamedGenotypes.All)
        {
            var rows = string.Join(' ', named.Rows.Rows.Select(r => $"[{string.Join(',', r)}]"));
            table.Add(named.Name, named.Task, $"[{string.Join(", ", named.Modalities)}, activation]: {rows}", named.Note);
        }

        foreach (var named in MmNas.NamedGenotypes.All)
        {
            var (encoder, decoder) = (named.Genotype.Encoder, named.Genotype.Decoder);
            table.Add(named.Name, named.Name[MmNas.NamedGenotypes.Prefix.Length..], $"{Letters(encoder)} | {Letters(decoder)}", named.Note);
        }

        table.Write(output);
        output.WriteLine("Letters: S self-attention, R relation self-attention, G guided attention, F feed-forward.");
        return 0;
    }
}
