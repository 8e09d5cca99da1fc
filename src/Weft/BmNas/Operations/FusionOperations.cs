using System.Reflection;
using Weft.Search;
using Weft.Torch;

namespace Weft.BmNas.Operations;

/// <summary>All operations there are, found by their attribute, and the four of the paper.</summary>
public static class FusionOperations
{
    private static readonly Dictionary<string, Type> ByName = typeof(FusionOperations).Assembly.GetTypes()
        .Select(type => (type, name: type.GetCustomAttribute<FusionOperationAttribute>()?.Name))
        .Where(x => x.name is not null)
        .ToDictionary(x => x.name!, x => x.type, StringComparer.Ordinal);

    /// <summary>The published operations in the order of γ (specification 1.5).</summary>
    public static IReadOnlyList<string> Published { get; } = ["Sum", "ScaleDotAttn", "LinearGLU", "ConcatFC"];

    /// <summary>Every operation's name, sorted.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Builds an operation.</summary>
    /// <exception cref="UsageException">There is no operation of this name.</exception>
    public static FusionOperation Create(string name, BmNasShape shape, NetworkRandom random) =>
        ByName.TryGetValue(name, out var type)
            ? (FusionOperation)Activator.CreateInstance(type, shape, random)!
            : throw new UsageException($"There is no fusion operation '{name}'; there are {string.Join(", ", All)}.");
}
