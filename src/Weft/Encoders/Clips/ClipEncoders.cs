using System.Collections.Frozen;
using System.Collections.Immutable;
using Weft.Search;
using Weft.Torch;

namespace Weft.Encoders.Clips;

/// <summary>All encoders of clips, by their names.</summary>
public static class ClipEncoders
{
    private const int PublishedFrozenLayers = 8;

    private static readonly FrozenDictionary<string, Func<ClipEncoderSettings, NetworkRandom, ClipEncoder>> Known =
        new Dictionary<string, Func<ClipEncoderSettings, NetworkRandom, ClipEncoder>>
        {
            ["conv3d"] = (s, random) => new SmallConv3d(s.Channels.Count == 0 ? [16, 32, 64] : s.Channels, random, s.Frozen),
            ["i3d-nl"] = (s, random) => new InflatedNonLocalResNet(random, s.Frozen, One(s, 64)),
            ["timesformer"] = (s, random) => new TimeSformer(Sizes(s), random, s.Frozen),
            ["tsm-resnet18"] = (s, random) => Tsm(18, s, random),
            ["tsm-resnet50"] = (s, random) => Tsm(50, s, random),
            ["tsm-resnet101"] = (s, random) => Tsm(101, s, random),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The encoders' names in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Builds an encoder, with the settings' weights if they name any.</summary>
    /// <param name="settings">Which, and how large.</param>
    /// <param name="random">Initial values, and what is drawn in training: must live as long as the encoder.</param>
    /// <param name="reference">
    /// Whether published rules hold: where nothing is said, timesformer's first 8 layers are frozen (CDAR specification 7, 21). Otherwise
    /// nothing is frozen then.
    /// </param>
    /// <returns>The encoder, in training mode, on the CPU.</returns>
    /// <exception cref="UsageException">There is no such encoder, or the settings do not fit it.</exception>
    /// <exception cref="WeftException">The weights do not fit it.</exception>
    public static ClipEncoder Build(ClipEncoderSettings settings, NetworkRandom random, bool reference = false)
    {
        if (!Known.TryGetValue(settings.Name, out var build))
        {
            throw new UsageException($"There is no encoder of clips '{settings.Name}'; there are {string.Join(", ", Names)}.");
        }

        var silent = settings.FrozenStages is null && settings.FrozenList.Count == 0;
        var chosen = reference && silent && string.Equals(settings.Name, "timesformer", StringComparison.Ordinal)
            ? settings with { FrozenStages = Math.Min(PublishedFrozenLayers, settings.Layers) }
            : settings;
        var encoder = build(chosen, random);
        if (settings.Weights.Length > 0)
        {
            try
            {
                ClipWeights.Load(encoder, settings.Name, settings.Weights);
            }
            catch
            {
                encoder.Dispose();
                throw;
            }
        }

        return encoder;
    }

    private static TsmResNet Tsm(int depth, ClipEncoderSettings s, NetworkRandom random) =>
        new(depth, s.Segments, random, s.Frozen, s.ShiftParts, One(s, 64));

    private static TimeSformerSizes Sizes(ClipEncoderSettings s) => new()
    {
        Frames = s.Segments,
        Size = s.Size,
        Patch = s.Patch,
        Width = One(s, 768),
        Heads = s.Heads,
        Layers = s.Layers,
        DropPath = s.DropPath,
    };

    /// <summary>The one number of channels of a network that has a single one.</summary>
    private static int One(ClipEncoderSettings settings, int usual) => settings.Channels switch
    {
        [] => usual,
        [var channels] => channels,
        _ => throw new UsageException($"{settings.Name} has one number of channels, not [{string.Join(", ", settings.Channels)}]."),
    };
}
