namespace Weft.Runs.Html;

/// <summary>
/// How well predictions order the trials within the steps, set against chance. Of n trials in random order Spearman's correlation has
/// the mean 0 and the variance 1 / (n - 1), so steps weighted by n - 1 give a sum whose spread is known.
/// </summary>
/// <param name="Trials">Trials that took part.</param>
/// <param name="Steps">Each step and its own Spearman correlation.</param>
/// <param name="Spearman">Mean over the steps, weighted by their trials less one.</param>
/// <param name="Chance">What random predictions exceed in one search of twenty.</param>
internal sealed record StepAgreement(
    int Trials, IReadOnlyList<(int Step, int Trials, double Spearman)> Steps, double Spearman, double Chance)
{
    private const int FewestTrials = 3;
    private const double NinetyFifth = 1.645;

    /// <summary>Trials with a prediction and a score of their own: one that shares an earlier score was predicted with it known.</summary>
    public static IReadOnlyList<TrialReport> Predicted(IEnumerable<TrialReport> trials) =>
    [
        .. trials.Where(trial => trial is { SameAs: null, Predicted: { } value } && double.IsFinite(value) && TrialRanking.HasScore(trial)),
    ];

    /// <summary>Compares; null if no step has three predicted trials whose ranks differ.</summary>
    /// <param name="trials">All trials.</param>
    public static StepAgreement? Of(IEnumerable<TrialReport> trials)
    {
        var steps = new List<(int Step, int Trials, double Spearman)>();
        foreach (var step in Predicted(trials).GroupBy(trial => trial.Step).OrderBy(step => step.Key))
        {
            var members = step.ToList();
            var (foreseen, measured) = (members.Select(m => m.Predicted!.Value), members.Select(m => m.Score!.Value));
            if (members.Count >= FewestTrials && RankCorrelation.Spearman([.. foreseen], [.. measured]) is { } spearman)
            {
                steps.Add((step.Key, members.Count, spearman));
            }
        }

        if (steps.Count == 0)
        {
            return null;
        }

        double weight = steps.Sum(step => step.Trials - 1);
        var mean = steps.Sum(step => (step.Trials - 1) * step.Spearman) / weight;
        return new(steps.Sum(step => step.Trials), steps, mean, NinetyFifth / Math.Sqrt(weight));
    }

    /// <summary>The finding in a sentence.</summary>
    public string Sentence()
    {
        var steps = Steps.Count == 1 ? "in 1 step" : $"in {Numbers.Count(Steps.Count)} steps";
        var found = $"Over {Numbers.Count(Trials)} trials {steps}, predicted and measured order within a step agree "
            + $"with a Spearman correlation of {Numbers.Fixed(Spearman, 2)} on average; random predictions exceed {Numbers.Fixed(Chance, 2)} in one search of twenty.";
        return found + (Spearman > Chance
            ? " The predictions rank better than chance."
            : Spearman < -Chance
                ? " The predictions rank worse than chance: what they expect to be better is worse."
                : " The predictions rank no better than chance.");
    }
}
