using System.Globalization;
using Weft.MmNas;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>What <c>--model</c> stands for (MmNas specification 4.4).</summary>
internal static class ModelSizes
{
    // OpenVQA's rate for the large network.
    private const double LargeRate = 7e-5;

    /// <summary>The width of a head in the large network, which has as many heads as the small one.</summary>
    internal const int LargeHeadWidth = 128;

    /// <summary>The settings of a size.</summary>
    /// <param name="name">small or large.</param>
    /// <exception cref="UsageException">There is no such size.</exception>
    internal static IEnumerable<string> Of(string name) => name switch
    {
        "small" => Network(new MmNasSizes()),
        "large" => [.. Network(MmNasSizes.Large), string.Create(CultureInfo.InvariantCulture, $"retrain.rate={LargeRate}")],
        _ => throw new UsageException($"--model: there is no '{name}'; there are small and large."),
    };

    private static string[] Network(MmNasSizes sizes) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"network.hidden={sizes.Hidden}"),
        string.Create(CultureInfo.InvariantCulture, $"network.poolHidden={sizes.PoolHidden}"),
        string.Create(CultureInfo.InvariantCulture, $"network.poolOutput={sizes.PoolOutput}"),
    ];
}
