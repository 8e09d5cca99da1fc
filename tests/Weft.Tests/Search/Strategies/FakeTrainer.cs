using Weft.Search;
using Weft.Studies;

namespace Weft.Tests.Search.Strategies;

/// <summary>Scores trials by a formula of their rows, one by one, and remembers which.</summary>
/// <param name="space">Reads genotypes.</param>
/// <param name="seed">Another seed is another formula.</param>
internal sealed class FakeTrainer(ISequenceSpace space, ulong seed = 1) : ITrialTrainer
{
    /// <summary>The trials in the order in which they were given.</summary>
    public List<long> Trained { get; } = [];

    /// <summary>Replaces the result of a trial, given its number and what it would be.</summary>
    public Func<long, TrialResult, TrialResult?> Change { get; init; } = (_, result) => result;

    /// <summary>What happens before a trial is trained, given how many were.</summary>
    public Action<int> Before { get; init; } = _ => { };

    public void Train(IReadOnlyList<Trial> trials, Action<IReadOnlyDictionary<long, TrialResult>> record)
    {
        foreach (var trial in trials)
        {
            Before(Trained.Count);
            Trained.Add(trial.Number);
            var score = Score(space.Encode(space.Parse(trial.Proposal.Genotype, $"trial {trial.Number}")));
            if (Change(trial.Number, new TrialResult(score, [score / 2, score], 0.5)) is { } result)
            {
                record(new Dictionary<long, TrialResult> { [trial.Number] = result });
            }
        }
    }

    private double Score(ChoiceRows rows)
    {
        var sum = rows.Rows.SelectMany((row, level) => row.Select((value, column) => Weight($"{level}/{column}") * value)).Sum();
        return 0.5 + (0.4 * Math.Tanh(sum / 4)) + (0.05 * Weight(rows.ToString()));
    }

    private double Weight(string part) => ((Seeds.Derive(seed, part) >> 11) * (2.0 / (1L << 53))) - 1;
}
