using System.ComponentModel.DataAnnotations;
using Weft.Search.Strategies;

namespace Weft.Experiments;

/// <summary>The settings that every run has, whatever it searches or trains: the beginning of <c>config.yaml</c>.</summary>
public abstract record RunSettings
{
    /// <summary>What the run does: <c>search</c>, <c>train</c> or <c>encoder</c>.</summary>
    [Required]
    public string Kind { get; init; } = "search";

    /// <summary>The task.</summary>
    [Required]
    public string Task { get; init; } = string.Empty;

    /// <summary>The method, whose space is searched: <c>bmnas</c>, <c>mfas</c> or <c>mmnas</c>.</summary>
    [Required]
    public string Method { get; init; } = string.Empty;

    /// <summary>How it is searched; empty is the method's own way.</summary>
    public string Strategy { get; init; } = string.Empty;

    /// <summary>The folder of the data.</summary>
    public string Data { get; init; } = string.Empty;

    /// <summary>The seed of everything random; 2 as BM-NAS publishes it.</summary>
    public ulong Seed { get; init; } = 2;

    /// <summary>Threads of an operation; 0 takes all cores. Results are the same bits only for the same number.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    [Required]
    public string Device { get; init; } = "cpu";

    /// <summary>Whose rules: <c>sound</c> or <c>reference</c>.</summary>
    public Compatibility Compatibility { get; init; }

    /// <summary>How often a stage saves itself within an epoch, in seconds; 30.</summary>
    [Range(0.0, 86_400)]
    public double CheckpointSeconds { get; init; } = 30;

    /// <summary>Random search.</summary>
    public RandomSettings Random { get; init; } = new();

    /// <summary>Evolution.</summary>
    public EvolutionSettings Evolution { get; init; } = new();
}
