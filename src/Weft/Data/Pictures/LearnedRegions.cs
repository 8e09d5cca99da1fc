using System.Globalization;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Data.Regions;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Data.Pictures;

/// <summary>A picture that is described, and whether it may be learned from.</summary>
/// <param name="Concept">What it shows: its place among the concepts of training; null for a concept that nothing is learned of.</param>
/// <param name="Example">Reads its pixels, if it is one to learn from; null otherwise.</param>
internal sealed record LearnedItem(int? Concept, Func<RgbPicture>? Example);

/// <summary>
/// Describes pictures by where small convolutional networks, which learned from the pictures and texts of training alone, expect the
/// words that are said of them. Concepts of training are dealt into parts, and each is described by the one network that did not see it;
/// concepts that are unseen anyhow by the mean of all networks. So descriptions are as unsure in training as they are of unseen concepts
/// (stacking with held-out predictions; Wolpert 1992).
/// </summary>
/// <param name="recipe">How networks learn.</param>
/// <param name="space">The space of words.</param>
/// <param name="concepts">The words of each concept of training.</param>
/// <param name="items">What is prepared, in order.</param>
internal sealed class LearnedRegions(
    PictureEncoderRecipe recipe, WordSpace space, IReadOnlyList<IReadOnlyList<string>> concepts, IReadOnlyList<LearnedItem> items)
    : IRegionDescriber, IDisposable
{
    /// <summary>The folder of trained networks within the prepared folder.</summary>
    public const string FolderName = "encoders";

    private readonly List<(NetworkRandom Random, PictureEncoder Network)> networks = [];

    /// <summary>The boxes that are described: the whole and the cells.</summary>
    /// <param name="picture">A picture.</param>
    public IReadOnlyList<PictureBox> BoxesOf(RgbPicture picture) => PixelFeatures.Grid(picture.Width, picture.Height, 1, recipe.Cells);

    /// <inheritdoc/>
    public void Ready(string folder, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        recipe.Check();
        progress?.Report(PrepareProgress.Say(
            $"{recipe.Folds} small networks learn from the pictures and texts of training what is said of pictures; then pictures are described."));
        for (var fold = 0; fold < recipe.Folds; fold++)
        {
            var path = Path.Combine(folder, FolderName, string.Create(CultureInfo.InvariantCulture, $"fold-{fold}.safetensors"));
            using var scope = new TensorScope();
            if (!File.Exists(path))
            {
                Train(fold, path, progress, cancellation);
            }

            var random = new NetworkRandom(0);
            var network = new PictureEncoder(recipe, space.Width, random);
            network.LoadState(TensorFile.LoadSafeTensors(path));
            network.Eval();
            networks.Add((random, network));
        }
    }

    /// <inheritdoc/>
    public RegionFile Describe(int index, PictureItem item)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var picture = item.Picture;
        var pixels = Tensor.Zeros([1, RgbPicture.Colours, picture.Height, picture.Width]);
        PictureWarp.Plain(picture, pixels.AsSpan<float>());
        var asked = items[index].Concept is { } concept ? networks.Slice(FoldOf(concept), 1) : networks;
        var features = new float[item.Boxes.Count * space.Width];
        foreach (var (_, network) in asked)
        {
            var parts = network.Parts(pixels).ToArray<float>();
            for (var k = 0; k < features.Length; k++)
            {
                features[k] += parts[k];
            }
        }

        Scale(features);
        float[] boxes = [.. item.Boxes.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom })];
        return new RegionFile(features, boxes, item.Boxes.Count, space.Width, picture.Height, picture.Width);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (random, network) in networks)
        {
            network.Dispose();
            random.Dispose();
        }
    }

    /// <summary>Only the direction of the whole tells what is seen; its numbers are brought to a mean square of 1, and the cells alike.</summary>
    private void Scale(Span<float> features)
    {
        var square = 0.0;
        foreach (var value in features[..space.Width])
        {
            square += (double)value * value;
        }

        var factor = (float)(1 / (Math.Sqrt(square / space.Width) + 1e-6));
        foreach (ref var value in features)
        {
            value *= factor;
        }
    }

    private int FoldOf(int concept) => concept % recipe.Folds;

    private void Train(int fold, string path, IProgress<PrepareProgress>? progress, CancellationToken cancellation)
    {
        int[] own = [.. Enumerable.Range(0, concepts.Count).Where(c => FoldOf(c) != fold)];
        var rows = own.Select((concept, row) => (concept, row)).ToDictionary(p => p.concept, p => p.row);
        float[] points = [.. own.SelectMany(c => space.PointOf(concepts[c]))];
        var examples = items
            .Where(i => i.Example is not null && rows.ContainsKey(i.Concept!.Value))
            .Select(i => new EncoderExample(i.Example!(), rows[i.Concept!.Value]))
            .ToList();
        var checkpoints = new CheckpointStore(
            Path.Combine(Path.GetDirectoryName(path)!, string.Create(CultureInfo.InvariantCulture, $"learning-{fold}")),
            remark => progress?.Report(PrepareProgress.Say(remark)));
        var weights = new PictureEncoderTraining(recipe, examples, points, space.Width, fold).Run(
            checkpoints,
            epoch => progress?.Report(new PrepareProgress("learning", (fold * recipe.Epochs) + epoch, recipe.Folds * recipe.Epochs)),
            cancellation);
        TensorFile.SaveSafeTensors(path, weights);
        checkpoints.Clear();
    }
}
