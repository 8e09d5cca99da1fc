namespace Weft.Data.Clips.Lists;

/// <summary>What becomes of classes that only one domain has (CDAR specification 1.1); known classes come first.</summary>
public enum ClassMode
{
    /// <summary>Clips of known classes alone.</summary>
    Closed,

    /// <summary>All others are one class, which comes after the known ones.</summary>
    Open,

    /// <summary>All classes as they are.</summary>
    OpenAll,
}
