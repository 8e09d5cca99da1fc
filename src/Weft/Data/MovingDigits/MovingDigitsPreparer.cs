using System.Globalization;
using Weft.Data.AvMnist;
using Weft.Data.Backdrops;
using Weft.Data.ClipSets;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.MovingDigits;

/// <summary>
/// Makes a pair of video domains in which the ground behind the action misleads: MNIST's digits move in one of eight ways over a static
/// texture. Source: digits 0 to 4 in white, textures that agree with the class with a probability. Target: digits 5 to 9 in colours,
/// textures that tell nothing. Each list is an array of clips.
/// </summary>
public static class MovingDigitsPreparer
{
    /// <summary>The name by which it is prepared.</summary>
    public const string Task = "moving-digits";

    /// <summary>Prepares a folder; does nothing where it was made from the same files by the same recipe and is intact.</summary>
    /// <param name="from">The folder of MNIST's four IDX files, gzipped or not.</param>
    /// <param name="folder">The folder to make; absent, empty, or prepared by the same recipe.</param>
    /// <param name="recipe">Counts, bias and seed; null for the defaults.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops between files; the same call goes on.</param>
    /// <exception cref="UsageException">A number is out of range, or the folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read, or has too few digits.</exception>
    public static PrepareResult<ClipSetManifest> Prepare(
        string from,
        string folder,
        MovingDigitsRecipe? recipe = null,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        recipe ??= new MovingDigitsRecipe();
        recipe.Check();
        BackdropBias.Check(recipe.BackgroundBias, Motion.Names.Count);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["background bias"] = recipe.BackgroundBias.ToString(CultureInfo.InvariantCulture),
            ["train clips"] = recipe.Train.ToString(CultureInfo.InvariantCulture),
            ["test clips"] = recipe.Test.ToString(CultureInfo.InvariantCulture),
            ["seed"] = recipe.Seed.ToString(CultureInfo.InvariantCulture),
        };
        var sources = MnistFiles.Names.ToDictionary(name => name, name => MnistFiles.Find(from, name), StringComparer.Ordinal);
        return ClipSetPreparer.Prepare(
            new ClipSetRecipe(Task, settings, sources), folder, () => Plan(from, recipe), progress, cancellation: cancellation);
    }

    private static ClipSetPlan Plan(string from, MovingDigitsRecipe recipe)
    {
        var (train, test) = (MnistFiles.ReadTrain(from), MnistFiles.ReadTest(from));
        MovingDigitsPart[] parts =
        [
            new("source_train", 0, Source: true, recipe.Train),
            new("target_train", 1, Source: false, recipe.Train),
            new("target_test", 2, Source: false, recipe.Test),
        ];
        MnistPart Pictures(MovingDigitsPart part) => part.Stream == 2 ? test : train;
        foreach (var part in parts)
        {
            var there = part.Digits(Pictures(part), recipe.Seed).Length;
            if (there < part.Clips)
            {
                throw new InvalidFileException(
                    from,
                    $"has {there} digits for the {part.Clips} clips of {part.Name}, each of which shows another one; ask for fewer clips");
            }
        }

        return new ClipSetPlan(
            parts.Length,
            (k, into) => NpzWriter.Write(Path.Combine(into, parts[k].FileName), parts[k].Make(Pictures(parts[k]), recipe), lasting: false),
            Motion.Names,
            parts.ToDictionary(p => p.Name, p => p.Clips, StringComparer.Ordinal),
            new Dictionary<string, byte[]>(StringComparer.Ordinal),
            [.. parts.Select(p => p.FileName)]);
    }
}
