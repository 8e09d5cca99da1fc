using System.Text.Json.Nodes;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;

namespace Weft.Training;

/// <summary>Everything needed to go on: tensors by name, and small state as JSON.</summary>
public sealed class Checkpoint
{
    /// <summary>Creates an empty one, to fill.</summary>
    public Checkpoint()
        : this(new Dictionary<string, Tensor>(StringComparer.Ordinal), [])
    {
    }

    internal Checkpoint(Dictionary<string, Tensor> tensors, JsonObject state)
    {
        Tensors = tensors;
        State = state;
    }

    /// <summary>Tensors by name. When saving they are the live ones; when loaded they belong to the scope of the load.</summary>
    public Dictionary<string, Tensor> Tensors { get; }

    /// <summary>Positions, counters, scores.</summary>
    public JsonObject State { get; }

    /// <summary>Adds a module's parameters and buffers.</summary>
    public void Put(string prefix, Module module) => PutAll(prefix, module.State());

    /// <summary>Adds an optimizer's state.</summary>
    public void Put(string prefix, Optimizer optimizer) => PutAll(prefix, optimizer.State());

    /// <summary>Adds a generator's state.</summary>
    public void Put(string prefix, Generator generator) => Tensors[prefix] = Tensor.From(generator.GetState());

    /// <summary>Adds named tensors.</summary>
    public void PutAll(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        foreach (var (name, tensor) in tensors)
        {
            Tensors[$"{prefix}/{name}"] = tensor;
        }
    }

    /// <summary>Restores a module.</summary>
    public void Restore(string prefix, Module module) => module.LoadState(All(prefix));

    /// <summary>Restores an optimizer.</summary>
    public void Restore(string prefix, Optimizer optimizer) => optimizer.LoadState(All(prefix));

    /// <summary>Restores a generator.</summary>
    public void Restore(string prefix, Generator generator) => generator.SetState(Tensors[prefix].ToArray<byte>());

    /// <summary>The tensors below a prefix, without it.</summary>
    public Dictionary<string, Tensor> All(string prefix) => Tensors
        .Where(t => t.Key.StartsWith(prefix + "/", StringComparison.Ordinal))
        .ToDictionary(t => t.Key[(prefix.Length + 1)..], t => t.Value, StringComparer.Ordinal);
}
