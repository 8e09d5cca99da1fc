namespace Weft.Data.Ntu;

/// <summary>Whose clips train; dev and test are the same for all.</summary>
public enum NtuTrainSubjects
{
    /// <summary>The sixteen subjects of the official cross-subject training list that are not dev.</summary>
    All,

    /// <summary>The eight that BM-NAS's published search trains on.</summary>
    BmNas,

    /// <summary>The seven that MFAS's published search trains on.</summary>
    Mfas,
}

/// <summary>
/// The published lists of subjects (bmnas.md 3.2, mfas.md 6.2). The test list is the official cross-subject one. Of the official training
/// list the published dev subjects are taken away: people who train must not also choose.
/// </summary>
internal static class NtuSubjects
{
    private static readonly int[] Dev = [2, 5, 9, 14];
    private static readonly int[] Test = [3, 6, 7, 10, 11, 12, 20, 21, 22, 23, 24, 26, 29, 30, 32, 33, 36, 37, 39, 40];

    /// <summary>The subjects of a split.</summary>
    public static IReadOnlyList<int> Of(Split split, NtuTrainSubjects train) => split switch
    {
        Split.Dev => Dev,
        Split.Test => Test,
        _ => train switch
        {
            NtuTrainSubjects.BmNas => [1, 8, 15, 17, 19, 27, 31, 35],
            NtuTrainSubjects.Mfas => [1, 4, 8, 13, 15, 17, 19],
            _ => [1, 4, 8, 13, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38],
        },
    };

    /// <summary>The split of a subject; null where its clips are left out.</summary>
    public static Split? SplitOf(int person, NtuTrainSubjects train)
    {
        foreach (var split in Enum.GetValues<Split>())
        {
            if (Of(split, train).Contains(person))
            {
                return split;
            }
        }

        return null;
    }
}
