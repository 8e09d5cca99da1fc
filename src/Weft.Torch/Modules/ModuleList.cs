using System.Collections;

namespace Weft.Torch.Modules;

/// <summary>Modules in a row that their owner calls itself; their names are "0", "1" and so on.</summary>
/// <typeparam name="T">The kind of module.</typeparam>
public sealed class ModuleList<T> : Module, IReadOnlyList<T>
    where T : Module
{
    private readonly List<T> modules = [];

    /// <summary>Takes the modules over; they are freed with this one.</summary>
    /// <param name="modules">In the order of their numbers.</param>
    public ModuleList(params IEnumerable<T> modules)
    {
        foreach (var module in modules)
        {
            this.modules.Add(AddPart(PartName(this.modules.Count), module));
        }
    }

    /// <inheritdoc/>
    public int Count => modules.Count;

    /// <inheritdoc/>
    public T this[int index] => modules[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => modules.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
