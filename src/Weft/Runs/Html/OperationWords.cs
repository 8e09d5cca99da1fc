namespace Weft.Runs.Html;

/// <summary>An operation as a person reads it.</summary>
/// <param name="Short">What stands in its block, such as <c>SA</c>.</param>
/// <param name="Long">What the legend says, such as <c>self-attention</c>.</param>
/// <param name="Style">Its colour's CSS class; null for operations without a colour of their own everywhere.</param>
internal readonly record struct OperationWords(string Short, string Long, string? Style)
{
    private static readonly string[] SpareStyles = ["c5", "c6", "c7"];

    private static readonly (string Prefix, string Plain, OperationWords Words)[] Families =
    [
        ("rel_self_att_", "64", new("RSA", "relation self-attention", "c4")),
        ("self_att_", "64", new("SA", "self-attention", "c1")),
        ("guided_att_", "64", new("GA", "guided attention", "c2")),
        ("feed_forward", "", new("FFN", "feed-forward", "c3")),
    ];

    /// <summary>The words for an operation's name in a genotype; unknown ones keep their name.</summary>
    /// <param name="name">Such as <c>self_att_64</c> or <c>feed_forward_8</c>.</param>
    public static OperationWords Of(string name)
    {
        foreach (var (prefix, plain, words) in Families)
        {
            if (string.Equals(name, words.Short, StringComparison.Ordinal) || string.Equals(name, prefix + plain, StringComparison.Ordinal))
            {
                return words;
            }

            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                // A member of a family that is not the usual one, such as another width: the family's colour would hide the difference.
                var rest = name[prefix.Length..].TrimStart('_').Replace('_', '·');
                return new($"{words.Short} {rest}", $"{words.Long} {rest}", null);
            }
        }

        return new(name, name.Replace('_', ' '), null);
    }

    /// <summary>The colours of operations that are shown together: known ones keep theirs, the others share what is left in their order.</summary>
    /// <param name="names">The operations' names.</param>
    /// <returns>A CSS class for each name.</returns>
    public static Dictionary<string, string> Styles(IEnumerable<string> names)
    {
        var styles = new Dictionary<string, string>(StringComparer.Ordinal);
        var spare = 0;
        foreach (var name in names)
        {
            if (!styles.ContainsKey(name))
            {
                styles[name] = Of(name).Style ?? SpareStyles[spare++ % SpareStyles.Length];
            }
        }

        return styles;
    }
}
