using System.Collections.Immutable;
using System.Globalization;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Cli.Commands;

/// <summary>What <c>--model</c> stands for (MmNas specification 4.4).</summary>
internal static class ModelSizes
{
    // OpenVQA's rate for the large network.
    private const double LargeRate = 7e-5;

    /// <summary>The width of a head in the large network, which has as many heads as the small one.</summary>
    internal const int LargeHeadWidth = 128;

    /// <summary>The settings with heads of the large network's width wherever operations are named.</summary>
    /// <param name="settings">The settings.</param>
    internal static MmNasSettings WithLargeHeads(MmNasSettings settings)
    {
        var pools = MmNasGenotype.Of(settings.Space.Encoder, settings.Space.Decoder).WithHeadWidth(LargeHeadWidth);
        var blocks = MmNasGenotype.Of(settings.Blocks.Encoder, settings.Blocks.Decoder).WithHeadWidth(LargeHeadWidth);
        return settings with
        {
            Space = settings.Space with { Encoder = Names(pools.Encoder), Decoder = Names(pools.Decoder) },
            Blocks = new BlockListSettings { Encoder = Names(blocks.Encoder), Decoder = Names(blocks.Decoder) },
        };
    }

    private static ValueList<string> Names(IEnumerable<ImmutableArray<string>> blocks) => new([.. blocks.Select(block => block[0])]);

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
