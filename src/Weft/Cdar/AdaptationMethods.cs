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
}

/// <summary>All ways of adapting there are, found by their attributes.</summary>
public static class AdaptationMethods
{
    private static readonly Dictionary<string, Type> ByName = typeof(AdaptationMethods).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<AdaptationMethodAttribute>().Select(entry => (entry.Name, type)))
        .ToDictionary(x => x.Name, x => x.type, StringComparer.Ordinal);

    /// <summary>Every method's name, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Builds a method.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="plan">What it is built from; its encoder is taken over.</param>
    /// <exception cref="UsageException">There is no method of this name, or its settings do not fit.</exception>
    public static AdaptationMethod Build(string name, MethodPlan plan)
    {
        if (!ByName.TryGetValue(name, out var type))
        {
            var near = NearestName.Find(name, Names) is { } meant ? $"did you mean '{meant}'? There" : "there";
            throw new UsageException($"There is no way of adapting '{name}'; {near} are {string.Join(", ", Names)}.");
        }

        try
        {
            return (AdaptationMethod)Activator.CreateInstance(type, plan)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is UsageException inner)
        {
            throw new UsageException($"'{name}' does not fit: {inner.Message}");
        }
    }
}
