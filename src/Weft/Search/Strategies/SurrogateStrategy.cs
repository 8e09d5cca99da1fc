using System.ComponentModel.DataAnnotations;
using Weft.Search.Surrogate;

namespace Weft.Search.Strategies;

/// <summary>Settings of surrogate-guided progressive search; the defaults are the published ones (MFAS specification 1.2 to 1.5).</summary>
public sealed record SurrogateSearchSettings
{
    /// <summary>Sweeps over all levels (<c>--search_iterations</c>); 3.</summary>
    [Range(1, 10_000)]
    public int Sweeps { get; init; } = 3;

    /// <summary>Choices drawn and trained in a step (<c>--num_samples</c>); 15.</summary>
    [Range(1, 10_000)]
    public int Samples { get; init; } = 15;

    /// <summary>
    /// The most choices of the first step, which trains all rows of the first level where there are no more; 64. Of more, so many are
    /// drawn. In a search of fewer trials than the strategy's own number it is at most a third of them.
    /// </summary>
    [Range(2, 1_000_000)]
    public int FirstStep { get; init; } = 64;

    /// <summary>The most children whose scores are predicted in a step; 20,000. Of more, so many are drawn.</summary>
    [Range(2, 1_000_000)]
    public int Candidates { get; init; } = 20_000;

    /// <summary>How the draw sharpens.</summary>
    public TemperatureSchedule Temperature { get; init; } = new();

    /// <summary>The model that predicts scores.</summary>
    public SurrogateSettings Model { get; init; } = new();

    /// <summary>
    /// A training-free score that guides the search as long as little was measured: <c>gradientNorm</c> or <c>jacobianCovariance</c>;
    /// <c>none</c> by default.
    /// </summary>
    public ProxyKind Prior { get; init; }

    /// <summary>After how many trials the prior counts as much as the surrogate; 30.</summary>
    [Range(0.0, 1e9)]
    public double PriorTrials { get; init; } = 30;
}

/// <summary>Training-free scores.</summary>
public enum ProxyKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The norm of the loss's gradient at the initial weights.</summary>
    GradientNorm,

    /// <summary>How differently the initial network answers to different samples.</summary>
    JacobianCovariance,
}

/// <summary>
/// MFAS's search (CVPR 2019, algorithm 1; specification 1.2): level by level children of the last draw are made, a surrogate predicts their
/// scores, a draw that sharpens with time takes some, and what they really score teaches the surrogate. Later sweeps replace rows.
/// </summary>
public sealed class SurrogateStrategy : ISearchStrategy
{
    /// <summary>The name.</summary>
    public const string StrategyName = "surrogate";

    private readonly ISequenceSpace space;
    private readonly SurrogateSearchSettings settings;
    private readonly ulong seed;
    private readonly bool distinct;
    private readonly Func<ChoiceRows, double?>? prior;
    private readonly ScoreSurrogate surrogate;
    private readonly ScoreStore store = new();
    private IReadOnlyList<ChoiceRows> parents = [];
    private double temperature;
    private int step;

    /// <summary>Readies the search.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="settings">Sizes and temperatures.</param>
    /// <param name="seed">Determines all draws and the surrogate's initial values.</param>
    /// <param name="distinct">Leave equal children out of the draw; the published search leaves them in, twice as likely (Q2).</param>
    /// <param name="prior">The training-free score of a choice, where one guides the search.</param>
    public SurrogateStrategy(
        ISequenceSpace space, SurrogateSearchSettings settings, ulong seed, bool distinct = true, Func<ChoiceRows, double?>? prior = null)
    {
        this.space = space;
        this.settings = settings;
        this.seed = seed;
        this.distinct = distinct;
        this.prior = prior;
        surrogate = new ScoreSurrogate(space.RowWidth, settings.Model, Seeds.Derive(seed, "surrogate"));
        temperature = settings.Temperature.Initial;
    }

    /// <inheritdoc/>
    public string Name => StrategyName;

    /// <inheritdoc/>
    public int PlannedTrials => Planned(space, settings);

    /// <summary>The surrogate, which learns from every step.</summary>
    public ScoreSurrogate Surrogate => surrogate;

    /// <summary>The loss of the surrogate's last update; NaN before the first.</summary>
    public double SurrogateLoss { get; private set; } = double.NaN;

    /// <summary>The temperature of the next draw.</summary>
    public double Temperature => temperature;

    /// <summary>Takes a number of places by their probabilities; replaced where a draw is to be repeated from a record.</summary>
    internal Func<int, double[], int, int[]>? Drawer { get; init; }

    private int Level => step % space.Levels;

    /// <summary>How many choices a search proposes in all.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="settings">Sizes.</param>
    public static int Planned(ISequenceSpace space, SurrogateSearchSettings settings) =>
        (int)Math.Min(space.OptionCount(0), settings.FirstStep) + (((settings.Sweeps * space.Levels) - 1) * settings.Samples);

    /// <inheritdoc/>
    public IReadOnlyList<Proposal> Ask()
    {
        if (step >= settings.Sweeps * space.Levels)
        {
            return [];
        }

        var children = Children();
        if (step == 0)
        {
            return [.. children.Select(rows => new Proposal(rows))];
        }

        var predicted = surrogate.Predict(children);
        var places = Draw(Guided(children, predicted), Math.Min(settings.Samples, children.Count));
        return [.. places.Select(i => new Proposal(children[i], predicted[i]))];
    }

    /// <inheritdoc/>
    public void Tell(IReadOnlyList<ScoredChoice> results)
    {
        var measured = results.Where(r => r.Score is not null).ToList();
        foreach (var (rows, score) in measured)
        {
            store.Add(rows, score!.Value);
        }

        if (store.Count > 0)
        {
            SurrogateLoss = surrogate.Update(store);
        }

        parents = Parents(results, measured);
        temperature = settings.Temperature.After(step / space.Levels, Level, settings.Sweeps, space.Levels);
        step++;
    }

    /// <inheritdoc/>
    public void Dispose() => surrogate.Dispose();

    /// <summary>In the first step the parents are drawn by measured scores; afterwards those drawn by prediction are the parents.</summary>
    private IReadOnlyList<ChoiceRows> Parents(IReadOnlyList<ScoredChoice> results, List<ScoredChoice> measured)
    {
        if (step > 0)
        {
            // A step that was cut short or failed as a whole must not leave the next one without parents.
            return results.Count > 0 ? [.. results.Select(r => r.Rows)] : parents;
        }

        var positive = measured.Count(m => m.Score > 0);
        return positive == 0
            ? [.. results.Take(settings.Samples).Select(r => r.Rows)]
            : [.. Draw([.. measured.Select(m => m.Score!.Value)], Math.Min(settings.Samples, positive)).Select(i => measured[i].Rows)];
    }

    private IReadOnlyList<ChoiceRows> Children()
    {
        var most = step == 0 ? settings.FirstStep : settings.Candidates;
        var state = Seeds.Derive(seed, $"children/{step}");
        if (space.OptionCount(Level) * (double)Math.Max(parents.Count, 1) > most)
        {
            return DrawnChildren(most, ref state);
        }

        var children = CandidateMerge.Merge(space, parents, Level);
        return distinct ? [.. children.Distinct()] : children;
    }

    /// <summary>Where there are too many children to predict all, some of them, each at most once.</summary>
    private List<ChoiceRows> DrawnChildren(int count, ref ulong state)
    {
        var seen = new HashSet<ChoiceRows>();
        for (var attempt = 0; attempt < 4 * count && seen.Count < count; attempt++)
        {
            var row = Mutation.RandomRow(space, Level, ref state);
            var child = parents.Count == 0 ? new ChoiceRows([row]) : parents[Seeds.Below(ref state, parents.Count)].With(Level, row);
            if (space.Admits(child))
            {
                seen.Add(child);
            }
        }

        return seen.Count > 0 ? [.. seen] : throw CandidateMerge.NoneAt(Level);
    }

    /// <summary>Predictions, drawn towards the prior's ranks as long as little was measured.</summary>
    private double[] Guided(IReadOnlyList<ChoiceRows> children, double[] predicted)
    {
        if (prior is null)
        {
            return predicted;
        }

        var weight = settings.PriorTrials > 0 ? settings.PriorTrials / (settings.PriorTrials + store.Count) : 0;
        var scores = children.Select(c => prior(c) ?? double.NegativeInfinity).ToArray();
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        var measured = store.Best(int.MaxValue);

        // Where nothing was measured, as when the whole first step failed, the prior's best child is twice as good as its worst.
        var (low, high) = measured.Count > 0 ? (measured[^1].Score, measured[0].Score) : (0.5, 1.0);
        var guided = new double[predicted.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var expected = low + ((high - low) * rank / Math.Max(order.Length - 1, 1));
            guided[order[rank]] = ((1 - weight) * predicted[order[rank]]) + (weight * expected);
        }

        return guided;
    }

    private int[] Draw(IReadOnlyList<double> scores, int count)
    {
        var probabilities = WeightedDraw.Probabilities(scores, temperature);
        if (Drawer is not null)
        {
            return Drawer(step, probabilities, count);
        }

        // At a low temperature most probabilities are too small to tell from 0; of those the best follow.
        var possible = Math.Min(count, probabilities.Count(p => p > 0));
        var drawn = WeightedDraw.Draw(probabilities, possible, WeightedDraw.Uniforms(Seeds.Derive(seed, $"draw/{step}")));
        var rest = Enumerable.Range(0, scores.Count).Except(drawn).OrderByDescending(i => scores[i]);
        return [.. drawn, .. rest.Take(count - possible)];
    }
}
