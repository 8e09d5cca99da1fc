namespace Weft;

/// <summary>Whose rules a run follows.</summary>
public enum Compatibility
{
    /// <summary>Weft's own: no choice by the test split, frozen encoders really frozen, pretrained ones really pretrained.</summary>
    Sound,

    /// <summary>The published code's behaviour, quirks included.</summary>
    Reference,
}
