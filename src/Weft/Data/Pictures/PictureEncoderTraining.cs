using Weft.Data.Formats;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Data.Pictures;

/// <summary>A picture that a network learns from.</summary>
/// <param name="Picture">Its pixels.</param>
/// <param name="Concept">What it shows: a row of the concepts' points.</param>
internal sealed record EncoderExample(RgbPicture Picture, int Concept);

/// <summary>
/// Trains a network to find, among all concepts of its training, the one that a picture shows: cross entropy over the cosines between
/// the picture's vector and the points of the concepts' texts, which stay as they are.
/// </summary>
/// <param name="recipe">How.</param>
/// <param name="examples">What from.</param>
/// <param name="points">The concepts' points, [concepts, width], each of length 1.</param>
/// <param name="width">Numbers of a point.</param>
/// <param name="stream">Which of several trainings this is; each has random numbers of its own.</param>
internal sealed class PictureEncoderTraining(
    PictureEncoderRecipe recipe, IReadOnlyList<EncoderExample> examples, float[] points, int width, int stream)
{
    private const string Network = "network";
    private const string Moments = "optimizer";
    private const string Epoch = "epoch";

    private int Batches => Math.Max(1, examples.Count / recipe.BatchSize);

    /// <summary>Trains, going on from the newest checkpoint.</summary>
    /// <param name="checkpoints">Where one is written after each epoch.</param>
    /// <param name="report">Told of every epoch that is done.</param>
    /// <param name="cancellation">Stops; what was done since the last epoch is lost.</param>
    /// <returns>The weights, which belong to the current scope.</returns>
    public IReadOnlyDictionary<string, Tensor> Run(CheckpointStore checkpoints, Action<int> report, CancellationToken cancellation)
    {
        using var random = new NetworkRandom(unchecked((ulong)recipe.Seed + (ulong)stream));
        using var network = new PictureEncoder(recipe, width, random);
        using var optimizer = new Adam(
            [new ParameterGroup("weights", network.Parameters(), recipe.Rate, recipe.Decay)], decoupledDecay: true);
        var first = Restore(checkpoints, network, optimizer);
        for (var epoch = first; epoch < recipe.Epochs; epoch++)
        {
            // Masks, too, depend on nothing but the epoch, so that whoever goes on draws what would have been drawn.
            random.Noise.Seed(Seeds.Derive(unchecked((ulong)recipe.Seed), $"{stream}/noise/{epoch}"));
            RunEpoch(network, optimizer, epoch, cancellation);
            var checkpoint = new Checkpoint();
            checkpoint.Put(Network, network);
            checkpoint.Put(Moments, optimizer);
            checkpoint.State[Epoch] = epoch + 1;
            checkpoints.Save(epoch + 1, checkpoint);
            report(epoch + 1);
        }

        using var noGrad = Autograd.NoGrad();
        return network.State().ToDictionary(p => p.Key, p => p.Value.Clone(), StringComparer.Ordinal);
    }

    private static int Restore(CheckpointStore checkpoints, PictureEncoder network, Adam optimizer)
    {
        using var scope = new TensorScope();
        if (checkpoints.LoadNewest() is not { } checkpoint)
        {
            return 0;
        }

        checkpoint.Restore(Network, network);
        checkpoint.Restore(Moments, optimizer);
        return (int)checkpoint.State[Epoch]!;
    }

    private void RunEpoch(PictureEncoder network, Adam optimizer, int epoch, CancellationToken cancellation)
    {
        network.Train();
        var order = Seeds.Permutation(examples.Count, Seeds.Derive(unchecked((ulong)recipe.Seed), $"{stream}/order/{epoch}"));
        for (var batch = 0; batch < Batches; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var chosen = order.AsSpan(batch * recipe.BatchSize, Math.Min(recipe.BatchSize, examples.Count)).ToArray();
            var vectors = network.Forward(Pictures(chosen, epoch));
            var directions = vectors / (vectors.Norm([-1], keepDim: true) + 1e-6);
            var cosines = directions.MatMul(Tensor.From(points, points.Length / width, width).Transpose(0, 1));
            var shown = Tensor.From(Array.ConvertAll(chosen, k => (long)examples[k].Concept), chosen.Length);
            var loss = (cosines * recipe.Sharpness).CrossEntropy(shown);
            optimizer.LearningRate = RateAt(((double)epoch * Batches) + batch);
            optimizer.ZeroGradients();
            loss.Backward();
            optimizer.Step();
        }
    }

    private Tensor Pictures(int[] chosen, int epoch)
    {
        var (height, wide) = (examples[0].Picture.Height, examples[0].Picture.Width);
        var pictures = Tensor.Zeros([chosen.Length, RgbPicture.Colours, height, wide]);
        var size = RgbPicture.Colours * height * wide;
        var values = pictures.AsSpan<float>();
        for (var k = 0; k < chosen.Length; k++)
        {
            var random = ItemRandom.For(recipe.Seed, stream, ((long)epoch * examples.Count) + chosen[k]);
            PictureWarp.Random(examples[chosen[k]].Picture, ref random, values.Slice(k * size, size));
        }

        return pictures;
    }

    private double RateAt(double step)
    {
        var (all, warm) = ((double)recipe.Epochs * Batches, recipe.WarmupPart * recipe.Epochs * Batches);
        return recipe.Rate * (step < warm ? (step + 1) / (warm + 1) : 0.5 * (1 + Math.Cos(Math.PI * (step - warm) / (all - warm))));
    }
}
