using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Encoders.Clips;

/// <summary>Which parts of an encoder stay as they are (CDAR specification 2.3).</summary>
/// <param name="First">The stem and so many stages behind it; -1 for none, 0 for the stem alone.</param>
/// <param name="Listed">Stages by their numbers, 0 for the stem; they are frozen too.</param>
public sealed record FrozenStages(int First, IReadOnlyList<int> Listed)
{
    /// <summary>Nothing is frozen.</summary>
    public static FrozenStages None { get; } = new(-1, []);

    /// <summary>Freezes the parts of a network.</summary>
    /// <param name="network">What people call it.</param>
    /// <param name="stages">What belongs to the stem, then what belongs to each stage.</param>
    /// <exception cref="UsageException">There is no such stage.</exception>
    internal void Apply(string network, IReadOnlyList<IReadOnlyList<Module>> stages)
    {
        foreach (var stage in Listed.Append(First))
        {
            if (stage >= stages.Count || (stage < 0 && stage != -1))
            {
                throw new UsageException(
                    $"There is no stage {stage} of {network} to be frozen: 0 is its stem, {stages.Count - 1} the last stage, and -1 means none.");
            }
        }

        for (var stage = 0; stage < stages.Count; stage++)
        {
            if (stage <= First || Listed.Contains(stage))
            {
                foreach (var part in stages[stage])
                {
                    part.Freeze();
                }
            }
        }
    }
}
