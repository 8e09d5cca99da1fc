using Weft.Data.MmImdb;
using Weft.Torch;

namespace Weft.Tasks;

/// <summary>All tasks by name.</summary>
public static class TaskRegistry
{
    private static readonly Dictionary<string, Func<string, ITask>> Tasks = new(StringComparer.Ordinal)
    {
        ["avmnist"] = _ => new AvMnistTask(),
        ["egogesture"] = EgoGestureTask.Of,
        ["leaves100"] = folder => VectorsTask.Of("leaves100", folder),
        [MmImdbFormat.Task] = _ => new MmImdbTask(),
        [NtuTask.TaskName] = NtuTask.Of,
        ["utd-mhad"] = _ => new UtdMhadTask(),
        ["vectors"] = folder => VectorsTask.Of("vectors", folder),
    };

    /// <summary>The names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Tasks.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Finds a task for data; what modalities and classes some tasks have is known from the data alone.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="folder">What <c>weft data prepare</c> wrote.</param>
    /// <exception cref="UsageException">There is none of this name.</exception>
    /// <exception cref="InvalidFileException">The task is one that its data define, and the folder has none of it.</exception>
    public static ITask For(string name, string folder) => Tasks.TryGetValue(name, out var make)
        ? make(folder)
        : throw new UsageException($"There is no task '{name}'; there are {string.Join(", ", Names)}.");
}
