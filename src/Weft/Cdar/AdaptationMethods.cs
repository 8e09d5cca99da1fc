using System.Reflection;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Cdar;

/// <summary>
/// Gives a way of adapting a name. A new one is one file: a class derived from <see cref="AdaptationMethod"/>, with a public constructor
/// that takes a <see cref="MethodPlan"/> and this attribute.
/// </summary>
/// <param name="name">The name, such as <c>glad</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AdaptationMethodAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it has no classifier, and samples are told apart by clustering features; false by default.</summary>
    public bool Clusters { get; init; }

    /// <summary>Whether it learns from the source alone; false by default.</summary>
    public bool SourceAlone { get; init; }

    /// <summary>Whether it learns to describe clips alone, and tells nothing apart; false by default.</summary>
    public bool DescribesOnly { get; init; }

    /// <summary>Whether it comes with backgrounds blended in, where settings have some.</summary>
    public Blending Blends { get; init; }

    /// <summary>Whether a training on the order of clips comes first, where settings have one; false by default.</summary>
    public bool Orders { get; init; }

    /// <summary>How often a sample shows its clip, each time with other frames and changes: 2 in contrastive learning; 1 by default.</summary>
    public int Repeats { get; init; } = 1;
}

/// <summary>Whose clips backgrounds are blended into.</summary>
public enum Blending
{
    /// <summary>Nobody's.</summary>
    None,

    /// <summary>The source's.</summary>
    Source,

    /// <summary>Both domains'.</summary>
    Both,
}

/// <summary>All ways of adapting there are, found by their attributes.</summary>
public static class AdaptationMethods
{
    private static readonly Dictionary<string, (Type Type, AdaptationMethodAttribute Traits)> ByName = typeof(AdaptationMethods).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<AdaptationMethodAttribute>().Select(entry => (entry, type)))
        .ToDictionary(x => x.entry.Name, x => (x.type, x.entry), StringComparer.Ordinal);

    /// <summary>Every method's name, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What is known of a method without building it.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="UsageException">There is no method of this name.</exception>
    public static AdaptationMethodAttribute TraitsOf(string name) => Find(name).Traits;

    /// <summary>Builds a method.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="plan">What it is built from; its encoder is taken over.</param>
    /// <exception cref="UsageException">There is no method of this name, or its settings do not fit.</exception>
    public static AdaptationMethod Build(string name, MethodPlan plan)
    {
        try
        {
            return (AdaptationMethod)Activator.CreateInstance(Find(name).Type, plan)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is UsageException inner)
        {
            throw new UsageException($"'{name}' does not fit: {inner.Message}");
        }
    }

    private static (Type Type, AdaptationMethodAttribute Traits) Find(string name)
    {
        if (ByName.TryGetValue(name, out var found))
        {
            return found;
        }

        var near = NearestName.Find(name, Names) is { } meant ? $"did you mean '{meant}'? There" : "there";
        throw new UsageException($"There is no way of adapting '{name}'; {near} are {string.Join(", ", Names)}.");
    }
}
