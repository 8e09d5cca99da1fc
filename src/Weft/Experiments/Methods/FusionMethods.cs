using Weft.Settings;
using Weft.Torch;

namespace Weft.Experiments.Methods;

/// <summary>All methods by name.</summary>
public static class FusionMethods
{
    private static readonly FusionMethod[] Methods = [new BmNasMethod(), new MfasMethod()];

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Methods.Select(m => m.Name).Order(StringComparer.Ordinal)];

    /// <summary>Finds a method.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static FusionMethod Find(string name) => Array.Find(Methods, m => string.Equals(m.Name, name, StringComparison.Ordinal))
        ?? throw new UsageException(NearestName.Find(name, Names) is { } near
            ? $"method: there is no '{name}'; did you mean '{near}'? There are {string.Join(", ", Names)}."
            : $"method: there is no '{name}'; there are {string.Join(", ", Names)}.");
}
