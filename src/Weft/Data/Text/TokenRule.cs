namespace Weft.Data.Text;

/// <summary>How a text becomes tokens.</summary>
public enum TokenRule
{
    /// <summary>
    /// Any language; on ASCII exactly <see cref="Published"/>. Punctuation of every script is removed, dashes and slashes separate, each
    /// character of a script written without spaces is a token, and combining marks stay with their letter. The default.
    /// </summary>
    Unicode,

    /// <summary>
    /// The rule of the published networks (MmNas specification, section 6.1), made for English: lower case, <c>. , ' ! ? " ( ) * # : ;</c>
    /// deleted, <c>-</c> and <c>/</c> separate, as blanks do; everything else stays.
    /// </summary>
    Published,
}
