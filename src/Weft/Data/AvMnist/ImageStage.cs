using Weft.Data.Prepared;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>Writes the image files of a preparation: PCA, reconstruction of every image, statistics over the training images.</summary>
internal static class ImageStage
{
    private const int Block = 1024;

    /// <summary>Writes both files.</summary>
    /// <param name="recipe">Energy, counts and rules.</param>
    /// <param name="train">MNIST's training part; its head is used.</param>
    /// <param name="test">MNIST's test part; its head is used.</param>
    /// <param name="folder">The folder being prepared.</param>
    /// <param name="progress">Told of the stages `components` and `images`.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static (AvMnistPca Pca, AvMnistStatistics Statistics) Write(
        AvMnistRecipe recipe,
        MnistPart train,
        MnistPart test,
        string folder,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        var reference = recipe.Compatibility == Compatibility.Reference;
        var fits = reference ? 2 : 1;
        progress?.Report(new PrepareProgress("components", 0, fits));
        var fitted = reference ? recipe.Train + recipe.Dev : recipe.Train;
        var pca = PcaEnergy.Fit(train.Images.AsMemory(0, fitted * MnistPart.Pixels), MnistPart.Pixels);
        progress?.Report(new PrepareProgress("components", 1, fits));
        var testPca = pca;
        if (reference)
        {
            testPca = PcaEnergy.Fit(test.Images.AsMemory(0, recipe.Test * MnistPart.Pixels), MnistPart.Pixels);
            progress?.Report(new PrepareProgress("components", fits, fits));
        }

        var kept = pca.Components(recipe.Energy, recipe.Compatibility);
        var testKept = testPca.Components(recipe.Energy, recipe.Compatibility);
        var total = recipe.Train + recipe.Dev + recipe.Test;
        var moments = new Moments(recipe.Train);
        WriteFile(pca, kept, train, recipe.Train + recipe.Dev, Path.Combine(folder, AvMnistLayout.TrainImages), moments, 0);
        WriteFile(testPca, testKept, test, recipe.Test, Path.Combine(folder, AvMnistLayout.TestImages), null, recipe.Train + recipe.Dev);
        return (new AvMnistPca(kept, pca.Cumulative[kept - 1], testKept, testPca.Cumulative[testKept - 1]), moments.Result());

        void WriteFile(PcaEnergy components, int count, MnistPart part, int images, string path, Moments? statistics, int before)
        {
            using var writer = new NpyStreamWriter(path, ElementType.Float32, images, MnistPart.Pixels);
            var block = new float[Block * MnistPart.Pixels];
            for (var first = 0; first < images; first += Block)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = Math.Min(Block, images - first);
                var start = first;
                Parallel.For(0, rows, row => components.Reconstruct(
                    part.Images.AsSpan((start + row) * MnistPart.Pixels, MnistPart.Pixels),
                    count,
                    block.AsSpan(row * MnistPart.Pixels, MnistPart.Pixels)));
                for (var row = 0; row < rows; row++)
                {
                    writer.WriteRow<float>(block.AsSpan(row * MnistPart.Pixels, MnistPart.Pixels));
                }

                statistics?.Add(block.AsSpan(0, rows * MnistPart.Pixels));
                progress?.Report(new PrepareProgress("images", before + first + rows, total));
            }

            writer.Complete();
        }
    }

    private sealed class Moments(int images)
    {
        private long _left = (long)images * MnistPart.Pixels;
        private double _sum;
        private double _squares;

        public void Add(ReadOnlySpan<float> values)
        {
            var taken = (int)Math.Min(_left, values.Length);
            _left -= taken;
            foreach (var value in values[..taken])
            {
                _sum += value;
                _squares += (double)value * value;
            }
        }

        public AvMnistStatistics Result()
        {
            var count = (double)images * MnistPart.Pixels;
            var mean = _sum / count;
            return new AvMnistStatistics(mean, Math.Sqrt((_squares / count) - (mean * mean)));
        }
    }
}
