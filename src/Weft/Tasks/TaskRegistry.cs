using Weft.Torch;

namespace Weft.Tasks;

/// <summary>All tasks by name.</summary>
public static class TaskRegistry
{
    private static readonly ITask[] Tasks = [new AvMnistTask()];

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Tasks.Select(t => t.Name).Order(StringComparer.Ordinal)];

    /// <summary>Finds a task.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static ITask Find(string name) =>
        Array.Find(Tasks, t => string.Equals(t.Name, name, StringComparison.Ordinal))
        ?? throw new UsageException($"There is no task '{name}'; there are {string.Join(", ", Names)}.");
}
