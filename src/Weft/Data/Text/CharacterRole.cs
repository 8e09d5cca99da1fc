namespace Weft.Data.Text;

/// <summary>What a character does in a text that is split into tokens.</summary>
internal enum CharacterRole
{
    /// <summary>Part of a token.</summary>
    Letter,

    /// <summary>A token of its own, with the marks that follow it.</summary>
    Word,

    /// <summary>Belongs to what stands before it.</summary>
    Mark,

    /// <summary>Joins letters, and is nothing without one before it.</summary>
    Joiner,

    /// <summary>Ends a token.</summary>
    Separator,

    /// <summary>Left out, without ending the token.</summary>
    Nothing,
}
