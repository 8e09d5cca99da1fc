namespace Weft.Data.AvMnist;

/// <summary>The three parts of AV-MNIST. Nothing that a person hears or sees in one occurs in another.</summary>
public enum AvMnistSplit
{
    /// <summary>Trains weights; the statistics and the principal components come from it.</summary>
    Train,

    /// <summary>Compares candidates during the search.</summary>
    Dev,

    /// <summary>Measures what was found, once.</summary>
    Test,
}

/// <summary>How splits are written in files and messages.</summary>
internal static class AvMnistSplitNames
{
    /// <summary>`train`, `dev` or `test`.</summary>
    public static string Word(this AvMnistSplit split) => split switch
    {
        AvMnistSplit.Train => "train",
        AvMnistSplit.Dev => "dev",
        _ => "test",
    };
}

/// <summary>Whose rules the data are made by.</summary>
public enum AvMnistCompatibility
{
    /// <summary>
    /// Weft's own: one PCA for all splits, recordings and noise disjoint between splits, pairs drawn by seed, plain grey levels.
    /// </summary>
    Sound,

    /// <summary>
    /// The recipe of the public generator (mfas.md section 6.1): a PCA for each part, one component fewer, cyclic recordings and noise,
    /// inverted grey levels. Dev shares recordings with train.
    /// </summary>
    Reference,
}
