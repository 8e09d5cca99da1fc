namespace Weft.Data.Text;

/// <summary>What the embedding of a word without a given vector starts from.</summary>
public enum UnknownWords
{
    /// <summary>Small normal numbers, so that two unknown words differ from the first step on; padding is zeros. The sound default.</summary>
    SmallNormals,

    /// <summary>Zeros, as published.</summary>
    Zeros,
}
