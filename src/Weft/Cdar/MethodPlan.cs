using Weft.Encoders.Clips;
using Weft.Search;

namespace Weft.Cdar;

/// <summary>What a method of adaptation is built from.</summary>
public sealed record MethodPlan
{
    /// <summary>Describes clips; the method takes it over.</summary>
    public required ClipEncoder Encoder { get; init; }

    /// <summary>Known classes: those of the source's labels.</summary>
    public required int Classes { get; init; }

    /// <summary>Initial values, dropout masks and drawn orders; must outlive the method.</summary>
    public required NetworkRandom Random { get; init; }

    /// <summary>How it adapts.</summary>
    public MethodSettings Settings { get; init; } = new();

    /// <summary>Whether it follows the published code in its quirks (CDAR specification 7); false by default.</summary>
    public bool Reference { get; init; }
}
