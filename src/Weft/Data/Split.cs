namespace Weft.Data;

/// <summary>The parts of a data set.</summary>
public enum Split
{
    /// <summary>Trains weights.</summary>
    Train,

    /// <summary>Compares candidates and chooses epochs.</summary>
    Dev,

    /// <summary>Measures what was found, once.</summary>
    Test,
}

/// <summary>Names of splits.</summary>
public static class Splits
{
    /// <summary>The split's name in files and messages: <c>train</c>, <c>dev</c> or <c>test</c>.</summary>
    public static string Word(this Split split) => split.ToString().ToLowerInvariant();
}
