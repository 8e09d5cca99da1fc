using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Search.Surrogate;

/// <summary>
/// The model and its optimizer, which is kept from update to update (MFAS specification 1.5). It lives on the CPU: its batches are of a
/// few hundred rows.
/// </summary>
public sealed class ScoreSurrogate : IDisposable
{
    private const string ModelName = "model";
    private const string OptimizerName = "optimizer";

    private readonly SurrogateSettings settings;
    private readonly Adam optimizer;

    /// <summary>Creates an untrained surrogate.</summary>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="settings">Size and training.</param>
    /// <param name="seed">Determines the initial values.</param>
    public ScoreSurrogate(int width, SurrogateSettings settings, ulong seed)
    {
        this.settings = settings;
        using var generator = new Generator(seed);
        Model = new SurrogateModel(width, settings.Hidden, generator);
        optimizer = new Adam([new ParameterGroup("surrogate", Model.Parameters(), settings.LearningRate)]);
    }

    /// <summary>The model.</summary>
    public SurrogateModel Model { get; }

    /// <summary>Predicts scores, all rows of a length at once.</summary>
    /// <param name="candidates">The rows, of any lengths.</param>
    /// <returns>Numbers between 0 and 1 in the order of the candidates.</returns>
    public double[] Predict(IReadOnlyList<ChoiceRows> candidates)
    {
        using var noGrad = Autograd.NoGrad();
        var scores = new double[candidates.Count];
        foreach (var group in Enumerable.Range(0, candidates.Count).GroupBy(i => candidates[i].Length))
        {
            using var scope = new TensorScope();
            int[] places = [.. group];
            var predicted = Model.Forward(Input([.. places.Select(i => candidates[i])])).ToArray<float>();
            for (var i = 0; i < places.Length; i++)
            {
                scores[places[i]] = predicted[i];
            }
        }

        return scores;
    }

    /// <summary>
    /// Trains by the mean squared error for <see cref="SurrogateSettings.Epochs"/>: in each epoch one step for each group of the store,
    /// over the whole group, in the order of the groups.
    /// </summary>
    /// <param name="store">What was measured.</param>
    /// <returns>The loss of the last group in the last epoch, before its step; what the published search prints.</returns>
    /// <exception cref="WeftException">The store is empty, or the loss is no longer finite.</exception>
    public double Update(ScoreStore store)
    {
        using var outer = new TensorScope();
        var groups = store.Groups.Select(g => (
            Input: Input([.. g.Select(x => x.Rows)]),
            Target: Tensor.From(g.Select(x => (float)x.Score).ToArray(), g.Count, 1))).ToList();
        if (groups.Count == 0)
        {
            throw new WeftException("The surrogate has nothing to learn from: no genotype was measured yet.");
        }

        var last = 0.0;
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            foreach (var (input, target) in groups)
            {
                using var scope = new TensorScope();
                optimizer.ZeroGradients();
                var loss = Model.Forward(input).MeanSquaredError(target);
                loss.Backward();
                optimizer.Step();
                last = loss.Item();
            }
        }

        optimizer.ZeroGradients();
        return double.IsFinite(last)
            ? last
            : throw new WeftException($"The surrogate's loss is {last}: lower its learning rate, which is {settings.LearningRate}.");
    }

    /// <summary>Adds the model and the optimizer to a checkpoint.</summary>
    /// <param name="checkpoint">Where to.</param>
    /// <param name="prefix">Before the names of the tensors.</param>
    public void Put(Checkpoint checkpoint, string prefix)
    {
        checkpoint.Put($"{prefix}/{ModelName}", Model);
        checkpoint.Put($"{prefix}/{OptimizerName}", optimizer);
    }

    /// <summary>Takes up what <see cref="Put"/> added.</summary>
    /// <param name="checkpoint">Where from.</param>
    /// <param name="prefix">Before the names of the tensors.</param>
    /// <exception cref="WeftException">The checkpoint is of another surrogate.</exception>
    public void Restore(Checkpoint checkpoint, string prefix)
    {
        checkpoint.Restore($"{prefix}/{ModelName}", Model);
        checkpoint.Restore($"{prefix}/{OptimizerName}", optimizer);
    }

    /// <summary>Frees model and optimizer.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        Model.Dispose();
    }

    /// <summary>Rows of one length as [length, batch, width].</summary>
    private static Tensor Input(ChoiceRows[] rows)
    {
        var (length, width) = (rows[0].Length, rows[0].Rows[0].Length);
        var values = new float[length * rows.Length * width];
        for (var i = 0; i < values.Length; i++)
        {
            var (place, column) = Math.DivRem(i, width);
            var (level, sample) = Math.DivRem(place, rows.Length);
            values[i] = rows[sample].Rows[level][column];
        }

        return Tensor.From(values, length, rows.Length, width);
    }
}
