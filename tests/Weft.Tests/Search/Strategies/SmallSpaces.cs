using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Data.Features;
using Weft.Mfas;
using Weft.MmNas;
using Weft.Search;

namespace Weft.Tests.Search.Strategies;

/// <summary>One small space of each kind that strategies search.</summary>
internal static class SmallSpaces
{
    private static readonly Tap[] Taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5), new("b", "3", 2)];

    internal static IReadOnlyDictionary<string, ISequenceSpace> All { get; } = new Dictionary<string, ISequenceSpace>
    {
        ["mfas"] = new MfasSpace(Taps, new MfasShape { Inner = 4 }, 3),
        ["mfas, three modalities"] = new MfasSpace([.. Taps, new("c", "1", 6)], new MfasShape { Inner = 4, Alphas = true }, 3),
        ["bmnas"] = BmNas(Taps, new BmNasShape { Channels = 4, Length = 4 }),
        ["bmnas, two steps"] = BmNas(
            Taps, new BmNasShape { Channels = 4, Length = 4, Cells = 3, OutputCells = 2, Steps = 2, OutputSteps = 2 }),
        ["mmnas"] = new MmNasSpace(
            ["self_att_16", "feed_forward"], ["self_att_16", "rel_self_att_16", "guided_att_16", "feed_forward"], 2, 3, shorter: true),
    };

    /// <summary>Six networks in all: searches of it run out of new ones.</summary>
    internal static MfasSpace Tiny { get; } = new([Taps[0], Taps[2]], new MfasShape { Inner = 4, Rows = 2 }, 3);

    internal static BmNasSpace BmNas(Tap[] taps, BmNasShape shape) =>
        new(taps, shape, FusionOperations.Published, new TapPooling(TapPoolingKind.Grid, shape.Length), 3);

    internal static BmNasSpace BmNas(int taps, int cells) =>
        BmNas(Taps[..taps], new BmNasShape { Channels = 4, Length = 4, Cells = cells, OutputCells = cells });
}
