using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Data;
using Weft.Data.Formats;
using Weft.Data.MmImdb;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary><c>weft data prepare mmimdb</c> and <c>weft data poster</c>.</summary>
internal static class MmImdbCommands
{
    // Of a long list, the first few tell what is wrong.
    private const int BadShown = 10;

    /// <summary><c>weft data prepare mmimdb</c>.</summary>
    internal static Command Prepare()
    {
        var command = new Command(MmImdbFormat.Task, "MM-IMDB: posters and plots of films, 23 genres, any number of them each.");
        var output = new Option<string>("--out") { Description = "The folder to make; a killed preparation goes on.", Required = true };
        var hdf5 = new Option<string>("--hdf5") { Description = "The published multimodal_imdb.hdf5.", Required = true };
        var split = new Option<string>("--split") { Description = "The published split file, such as mmimdb_split.json.", Required = true };
        foreach (var option in (Option[])[output, hdf5, split])
        {
            command.Options.Add(option);
        }

        command.SetAction((result, cancellation) =>
        {
            var recipe = new MmImdbRecipe(Path.GetFullPath(result.GetValue(hdf5)!), Path.GetFullPath(result.GetValue(split)!));
            return Task.FromResult(Prepare(recipe, result.GetValue(output)!, result.InvocationConfiguration.Output, cancellation));
        });
        return command;
    }

    /// <summary><c>weft data poster</c>.</summary>
    internal static Command Poster()
    {
        var command = new Command("poster", "Write a film's poster of a prepared MM-IMDB as a PNG.");
        var data = new Option<string>("--data") { Description = "The prepared folder.", Required = true };
        var id = new Option<string>("--id") { Description = "The film's id, such as 0114709.", Required = true };
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        foreach (var option in (Option[])[data, id, output])
        {
            command.Options.Add(option);
        }

        command.SetAction(result =>
        {
            var (film, path) = (result.GetValue(id)!, result.GetValue(output)!);
            using var opened = MmImdbDataset.Open(Path.GetFullPath(result.GetValue(data)!));
            var (split, index) = opened.Find(film)
                ?? throw new UsageException($"{opened.Folder} has no film '{film}': ids are in its files train/ids.txt, dev/ids.txt and test/ids.txt.");
            PngWriter.Write(Path.GetFullPath(path), opened.Poster(split, index), (int)MmImdbFormat.ImageShape[2], (int)MmImdbFormat.ImageShape[1]);
            var genres = opened.Labels(split).As<float>().Slice(index * MmImdbFormat.Genres.Count, MmImdbFormat.Genres.Count).ToArray();
            result.InvocationConfiguration.Output.WriteLine(
                $"{path}: {film}, {split.Word()}; {string.Join(", ", MmImdbFormat.Genres.Where((_, i) => genres[i] > 0))}.");
            return 0;
        });
        return command;
    }

    private static int Prepare(MmImdbRecipe recipe, string folder, TextWriter output, CancellationToken cancellation)
    {
        PrepareResult<MmImdbManifest> result;
        using (var progress = ProgressConsole.ForProcess(TimeProvider.System))
        {
            result = MmImdbPreparer.Prepare(recipe, folder, new PrepareRelay(progress), cancellation);
        }

        var (manifest, counts) = (result.Manifest, result.Manifest.Counts);
        output.WriteLine(
            $"{result.Folder}: {counts.Train:N0} / {counts.Dev:N0} / {counts.Test:N0} films (train / dev / test), "
            + $"{(manifest.HasPublishedCounts() ? "as published" : "not the published 15,552 / 2,608 / 7,799")}, {manifest.Genres.Count} genres"
            + $"{(result.Reused ? "; it was there already, unchanged" : string.Empty)}.");
        if (manifest.BadCount > 0)
        {
            output.WriteLine($"{manifest.BadCount:N0} films cannot be used ({Path.Combine(result.Folder, "bad.txt")}):");
            foreach (var bad in manifest.Bad.Take(BadShown))
            {
                output.WriteLine($"  {bad.Name} {bad.Problem}");
            }

            if (manifest.BadCount > BadShown)
            {
                output.WriteLine($"  and {manifest.BadCount - BadShown:N0} more");
            }
        }

        return 0;
    }
}
