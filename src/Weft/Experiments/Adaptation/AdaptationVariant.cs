using Weft.Cdar;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>A method with or without what is told apart from it in comparisons: backgrounds blended in, training on the order of clips first.</summary>
/// <param name="Name">As it is written, such as <c>glad</c> or <c>source-only+blend</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Blends">Whether backgrounds are blended in.</param>
/// <param name="Orders">Whether a training on the order of clips comes first.</param>
public sealed record AdaptationVariant(string Name, string Method, bool Blends, bool Orders)
{
    /// <summary>The method that learns the order of clips alone.</summary>
    internal const string TemporalOrder = "temporal-order";

    private const string Blend = "blend";
    private const string Order = "order";

    /// <summary>What is known of its method.</summary>
    internal AdaptationMethodAttribute Traits => AdaptationMethods.TraitsOf(Method);

    /// <summary>Reads a variant: a method's name, then <c>+blend</c>, <c>-blend</c>, <c>+order</c> or <c>-order</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="setting">Which setting it is of, for messages.</param>
    /// <exception cref="UsageException">There is no such method or change.</exception>
    public static AdaptationVariant Parse(string text, string setting)
    {
        var method = AdaptationMethods.Names.Where(n => text.StartsWith(n, StringComparison.Ordinal)).MaxBy(n => n.Length);
        var rest = text.AsSpan(method?.Length ?? 0);
        if (method is null || (rest.Length > 0 && rest[0] is not ('+' or '-')))
        {
            throw new UsageException(NearestName.Find(text, AdaptationMethods.Names) is { } meant
                ? $"{setting}: there is no method '{text}'; did you mean '{meant}'?"
                : $"{setting}: there is no method '{text}'; there are {string.Join(", ", AdaptationMethods.Names)}.");
        }

        var traits = AdaptationMethods.TraitsOf(method);
        var variant = new AdaptationVariant(text, method, traits.Blends is not Blending.None, traits.Orders);
        while (rest.Length > 0)
        {
            var end = rest[1..].IndexOfAny('+', '-');
            var word = end < 0 ? rest[1..] : rest.Slice(1, end);
            variant = word switch
            {
                Blend => variant with { Blends = rest[0] == '+' },
                Order => variant with { Orders = rest[0] == '+' },
                _ => throw new UsageException($"{setting}: '{text}' changes '{word}', but there are only {Blend} and {Order}, as in {method}-{Blend}."),
            };
            rest = rest[(1 + word.Length)..];
        }

        return variant;
    }
}
