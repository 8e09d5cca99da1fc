using System.Globalization;
using Weft.Studies;
using Weft.Torch;

namespace Weft.EndToEnd;

/// <summary>What tests read of studies.</summary>
internal static class Studies
{
    /// <summary>All trials of a study that nobody works on any more.</summary>
    internal static IReadOnlyList<Trial> Read(string run)
    {
        using var study = StudyStorages.Open(run, TimeProvider.System);
        return study.Trials();
    }

    /// <summary>The trials as they are now, read beside those who work on them; none as long as there is no study.</summary>
    internal static IReadOnlyList<Trial> Now(string run)
    {
        try
        {
            return Directory.Exists(run) ? Read(run) : [];
        }
        catch (WeftException)
        {
            return [];
        }
    }

    /// <summary>What must be the same however many work on a study and whoever is killed: not the workers, not the times.</summary>
    internal static string[] Essence(IReadOnlyList<Trial> trials) =>
    [
        .. trials.Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{t.Number} {t.Step} {t.Position} {t.Proposal.Hash} {t.Proposal.Seed} {t.Proposal.Predicted:R} {t.Proposal.SameAs} "
            + $"{t.State} {t.Result?.Score:R}")),
    ];
}
