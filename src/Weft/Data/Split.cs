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
