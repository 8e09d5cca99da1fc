using System.Globalization;
using Weft.Studies;

namespace Weft.Tests.Studies;

/// <summary>Random calls of a storage, each of which can be made on several and says what came of it.</summary>
internal static class RandomCall
{
    /// <summary>The next call.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="trials">How many trials the study has.</param>
    internal static Func<IStudyStorage, string> Next(Random random, int trials)
    {
        var worker = "w" + random.Next(3).ToString(CultureInfo.InvariantCulture);
        var lease = TimeSpan.FromSeconds(random.Next(1, 60));
        switch (random.Next(8))
        {
            case 0 or 1:
                var proposals = Proposals(random, trials);
                var late = random.Next(4) == 0;
                return study => $"add {study.AddStep(NextStep(study) - (late && NextStep(study) > 0 ? 1 : 0), proposals)}";
            case 2 or 3:
                var count = random.Next(1, 4);
                return study => "claim " + SampleStudy.Text(study.Claim(worker, count, lease));
            case 4:
                return study => $"renew {worker} {string.Join(',', study.Renew(worker, lease))}";
            case 5:
                return study =>
                {
                    study.Release(worker);
                    return $"release {worker}, active {study.ActiveWorkers()}";
                };
            default:
                var results = Enumerable.Range(0, 6).Select(_ => (long)random.Next(1, trials + 2)).Distinct()
                    .ToDictionary(number => number, _ => Result(random));
                return study => $"complete {worker} {string.Join(',', study.Complete(worker, results))}";
        }
    }

    private static int NextStep(IStudyStorage study) => study.Trials() is [.., var last] ? last.Step + 1 : 0;

    private static TrialProposal[] Proposals(Random random, int trials) =>
    [
        .. Enumerable.Range(0, random.Next(1, 4)).Select(i =>
            // Every genotype is the same, so that any earlier trial may be named.
            SampleStudy.Proposal(0, trials > 0 && random.Next(3) == 0 ? random.Next(1, trials + 1) : null)),
    ];

    private static TrialResult Result(Random random) => random.Next(5) switch
    {
        0 => new TrialResult(double.NaN, [0.1, double.NaN], 1),
        1 => new TrialResult(null, [], 0.5, "It broke."),
        _ => SampleStudy.Result(random.NextDouble()),
    };
}
