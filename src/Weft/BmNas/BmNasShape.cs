using System.ComponentModel.DataAnnotations;

namespace Weft.BmNas;

/// <summary>The size of the fusion part (specification 1.1; paper, section 3). Defaults are MM-IMDB's.</summary>
public sealed record BmNasShape : IValidatableObject
{
    /// <summary>Channels of every state (C). Default 192.</summary>
    [Range(1, 65536)]
    public int Channels { get; init; } = 192;

    /// <summary>Positions of every state (L). Default 16.</summary>
    [Range(1, 65536)]
    public int Length { get; init; } = 16;

    /// <summary>Cells (the paper's upper level; <c>--steps</c>). Default 2.</summary>
    [Range(1, 64)]
    public int Cells { get; init; } = 2;

    /// <summary>How many of the last cells make the output (<c>--multiplier</c>). Default 2.</summary>
    [Range(1, 64)]
    public int OutputCells { get; init; } = 2;

    /// <summary>Inner steps of a cell (the lower level; <c>--node_steps</c>). Default 1.</summary>
    [Range(1, 64)]
    public int Steps { get; init; } = 1;

    /// <summary>How many of the last inner steps make a cell's output (<c>--node_multiplier</c>). Default 1.</summary>
    [Range(1, 64)]
    public int OutputSteps { get; init; } = 1;

    /// <summary>Dropout of reshape layers and operations (<c>--drpt</c>). Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Dropout of networks that are kept, where it is another than the search's; null, the default, for the same.</summary>
    [Range(0.0, 0.99)]
    public double? FoundDropout { get; init; }

    /// <summary>Dropout inside ScaleDotAttn, which the published code fixes apart from the other. Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double AttentionDropout { get; init; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OutputCells > Cells)
        {
            yield return new ValidationResult($"outputCells is {OutputCells}, but there are only {Cells} cells.");
        }

        if (OutputSteps > Steps)
        {
            yield return new ValidationResult($"outputSteps is {OutputSteps}, but a cell has only {Steps} steps.");
        }
    }
}
