using System.Globalization;
using Weft.Torch;

namespace Weft.Data.ShapesGrounding;

/// <summary>What scenes are generated. Equal recipes give equal data, byte for byte.</summary>
public sealed record ShapesRecipe
{
    private const int MostScenes = 1_000_000;

    /// <summary>Scenes to train on; 2,500.</summary>
    public int Train { get; init; } = 2500;

    /// <summary>Scenes of val, of testA and of testB; 250 each.</summary>
    public int Other { get; init; } = 250;

    /// <summary>The seed of all draws; 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Makes sure that such data can be made.</summary>
    /// <exception cref="UsageException">A number is out of range.</exception>
    internal void Check()
    {
        if (Train is < 1 or > MostScenes || Other is < 1 or > MostScenes)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{Train} scenes to train on and {Other} of each other split cannot be made, only 1 to {MostScenes}."));
        }
    }
}
