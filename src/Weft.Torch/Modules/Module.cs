using System.Globalization;

namespace Weft.Torch.Modules;

/// <summary>
/// A part of a network: named parameters, named buffers, named parts, and a train/eval mode. Names joined by dots are those of
/// PyTorch's state dictionaries, so that weights can be exchanged.
/// </summary>
public abstract class Module : IDisposable
{
    private readonly List<(string Name, Tensor Tensor)> parameters = [];
    private readonly List<(string Name, Tensor Tensor)> buffers = [];
    private readonly List<(string Name, Module Module)> parts = [];

    /// <summary>Whether the module trains (dropout on, batch statistics) or is being evaluated. New modules train.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>Every trainable tensor of this module and its parts, in the order of registration.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedParameters() =>
        parameters.Concat(parts.SelectMany(p => p.Module.NamedParameters().Select(x => (Join(p.Name, x.Name), x.Tensor))));

    /// <summary>The trainable tensors of this module itself, without those of its parts.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> OwnParameters => parameters;

    /// <summary>This module, by the empty name, and all its parts, each before its own parts, in the order of registration.</summary>
    public IEnumerable<(string Name, Module Module)> NamedModules() =>
        parts.SelectMany(p => p.Module.NamedModules().Select(x => (x.Name.Length == 0 ? p.Name : Join(p.Name, x.Name), x.Module)))
            .Prepend((string.Empty, this));

    /// <summary>Every buffer (running statistics and such) of this module and its parts.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> NamedBuffers() =>
        buffers.Concat(parts.SelectMany(p => p.Module.NamedBuffers().Select(x => (Join(p.Name, x.Name), x.Tensor))));

    /// <summary>The trainable tensors without their names.</summary>
    public Tensor[] Parameters() => [.. NamedParameters().Select(p => p.Tensor)];

    /// <summary>The number of trainable numbers.</summary>
    public long ParameterCount() => NamedParameters().Sum(p => p.Tensor.ElementCount);

    /// <summary>Parameters and buffers by name. The tensors are the module's own, not copies.</summary>
    public IReadOnlyDictionary<string, Tensor> State() =>
        NamedParameters().Concat(NamedBuffers()).ToDictionary(x => x.Name, x => x.Tensor, StringComparer.Ordinal);

    /// <summary>Copies values into the parameters and buffers.</summary>
    /// <param name="state">Tensors by name.</param>
    /// <exception cref="WeftException">A name is missing or unexpected, or a shape differs; nothing was copied then.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var own = State();
        var problems = own.Keys.Except(state.Keys, StringComparer.Ordinal).Select(n => $"'{n}' is missing")
            .Concat(state.Keys.Except(own.Keys, StringComparer.Ordinal).Select(n => $"'{n}' is unexpected"))
            .Concat(own.Where(o => state.TryGetValue(o.Key, out var t) && !t.Shape.AsSpan().SequenceEqual(o.Value.Shape))
                .Select(o => $"'{o.Key}' is [{string.Join(", ", state[o.Key].Shape)}], not [{string.Join(", ", o.Value.Shape)}]"))
            .ToList();
        if (problems.Count > 0)
        {
            var more = problems.Count > 5 ? $" and {problems.Count - 5} more" : string.Empty;
            throw new WeftException($"These weights do not fit the network: {string.Join("; ", problems.Take(5))}{more}.");
        }

        using var noGrad = Autograd.NoGrad();
        foreach (var (name, tensor) in own)
        {
            tensor.CopyFrom(state[name]);
        }
    }

    /// <summary>Whether the module was frozen for good.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Switches this module and all its parts to training or to evaluation; frozen ones stay in evaluation.</summary>
    public void Train(bool on = true)
    {
        Training = on && !IsFrozen;
        foreach (var (_, part) in parts)
        {
            part.Train(Training);
        }
    }

    /// <summary>
    /// Freezes this module and all its parts for good: no gradients, no dropout, running statistics that stay, whatever the module it is a
    /// part of does.
    /// </summary>
    public void Freeze()
    {
        foreach (var (_, part) in parts)
        {
            part.Freeze();
        }

        IsFrozen = true;
        Training = false;
        RequireGradients(false);
    }

    /// <summary>Switches to evaluation: no dropout, running statistics.</summary>
    public void Eval() => Train(on: false);

    /// <summary>Freezes (false) or unfreezes every parameter but those of modules that were frozen for good.</summary>
    public void RequireGradients(bool on)
    {
        foreach (var (_, parameter) in parameters)
        {
            parameter.RequiresGrad = on && !IsFrozen;
        }

        foreach (var (_, part) in parts)
        {
            part.RequireGradients(on);
        }
    }

    /// <summary>Clears every gradient.</summary>
    public void ZeroGradients()
    {
        foreach (var (_, parameter) in NamedParameters())
        {
            parameter.Grad = null;
        }
    }

    /// <summary>
    /// Moves parameters and buffers to a device, without their gradients; tensors handed out before stand for the moved ones. Create
    /// optimizers afterwards: their state stays where it is.
    /// </summary>
    /// <param name="device">Where to.</param>
    /// <exception cref="TorchException">There is no such device, or it is full.</exception>
    public void MoveTo(Device device)
    {
        foreach (var (_, tensor) in NamedParameters().Concat(NamedBuffers()))
        {
            tensor.MoveTo(device);
        }
    }

    /// <summary>Frees every parameter and buffer.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the module owns; override to free more, and call the base.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        foreach (var (_, tensor) in parameters.Concat(buffers))
        {
            tensor.Dispose();
        }

        foreach (var (_, part) in parts)
        {
            part.Dispose();
        }
    }

    /// <summary>Takes a tensor as a trainable parameter of this module.</summary>
    /// <returns>The tensor, taken out of its scope.</returns>
    protected Tensor AddParameter(string name, Tensor tensor)
    {
        parameters.Add((name, tensor.Unscoped()));
        tensor.RequiresGrad = true;
        return tensor;
    }

    /// <summary>Takes a tensor as a buffer: saved with the module, not trained.</summary>
    /// <returns>The tensor, taken out of its scope.</returns>
    protected Tensor AddBuffer(string name, Tensor tensor)
    {
        buffers.Add((name, tensor.Unscoped()));
        return tensor;
    }

    /// <summary>The name of a part in a row of parts: its number.</summary>
    private protected static string PartName(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes a module as a part of this one: it trains, moves and is freed with it.</summary>
    /// <param name="name">The name before those of its parameters; empty if they keep theirs.</param>
    /// <param name="part">The part.</param>
    /// <returns>The part.</returns>
    protected T AddPart<T>(string name, T part)
        where T : Module
    {
        parts.Add((name, part));
        return part;
    }

    private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}.{name}";
}
