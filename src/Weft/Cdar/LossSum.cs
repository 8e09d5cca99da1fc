using Weft.Torch;

namespace Weft.Cdar;

/// <summary>Gathers a step's losses and figures under their names.</summary>
internal sealed class LossSum
{
    private readonly List<(string Name, Tensor Value)> parts = [];
    private Tensor? total;

    /// <summary>Adds a loss to the objective.</summary>
    /// <param name="name">Its name in the log; begins with <c>loss_</c>.</param>
    /// <param name="value">A scalar, already weighted.</param>
    public void Add(string name, Tensor value)
    {
        total = total is null ? value : total + value;
        parts.Add((name, value));
    }

    /// <summary>Adds a figure for the log alone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A scalar.</param>
    public void Note(string name, Tensor value) => parts.Add((name, value));

    /// <summary>The objective with what it is made of.</summary>
    /// <exception cref="InvalidOperationException">No loss was added.</exception>
    public AdaptationLoss Sum() => new(total ?? throw new InvalidOperationException("A method must have a loss."), parts);
}
