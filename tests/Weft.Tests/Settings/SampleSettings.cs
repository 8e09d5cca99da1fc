using System.ComponentModel.DataAnnotations;
using Weft.Settings;

namespace Weft.Tests.Settings;

public enum SampleMode
{
    Sound,
    AsPublished,
}

/// <summary>Settings of every kind that there is.</summary>
public sealed record SampleSettings
{
    [Required]
    public string Task { get; init; } = "avmnist";

    [Range(0, ulong.MaxValue)]
    public ulong Seed { get; init; } = 1;

    [Range(1, 1000)]
    public int Epochs { get; init; } = 10;

    public long Samples { get; init; } = 5_000_000_000;

    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    public bool Resume { get; init; }

    public SampleMode Mode { get; init; }

    public int? Threads { get; init; }

    public string? Note { get; init; }

    public ValueList<string> Modalities { get; init; } = ["image", "audio"];

    [Range(1, 100)]
    public ValueList<int> Widths { get; init; } = [16, 32];

    public ulong[] Seeds { get; init; } = [];

    public ValueMap Labels { get; init; } = ValueMap.Empty;

    public SearchSettings Search { get; init; } = new();

    public SearchSettings? Second { get; init; }

    public ValueList<LayerSettings> Layers { get; init; } = [];
}

public sealed record SearchSettings
{
    [Range(1, int.MaxValue)]
    public int Steps { get; init; } = 2;

    public double Temperature { get; init; } = 0.1;

    public LayerSettings Layer { get; init; } = new();
}

public sealed record LayerSettings
{
    public int Width { get; init; } = 64;

    [Range(0.0, 1.0)]
    public double? Dropout { get; init; }
}
