using Weft.Settings;
using Weft.Torch;

namespace Weft.MmNas;

/// <summary>A genotype that a publication names.</summary>
/// <param name="Name">Such as <c>mmnas:vqa</c>.</param>
/// <param name="Genotype">The genotype.</param>
/// <param name="Note">Where it is from, in a sentence.</param>
public sealed record NamedGenotype(string Name, MmNasGenotype Genotype, string Note);

/// <summary>The architectures that come with the published code (specification 3.6).</summary>
public static class NamedGenotypes
{
    /// <summary>What every name begins with.</summary>
    public const string Prefix = MmNasGenotype.SpaceName + ":";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedGenotype> All { get; } =
    [
        Of("mcan", "Drawn by hand: MCAN (CVPR 2019) with six layers, the baseline.", "SFSFSFSFSFSF", "SGFSGFSGFSGFSGFSGF"),
        Of("vqa", "Found on VQA v2.", "SSSSFFFFSFFF", "GGFFGFRGFGRFRSFRGF"),
        Of("vgd", "Found for visual grounding on RefCOCO.", "SFFSFFFFFFFS", "GGGGGGFGRRGFRGGRGR"),
        Of("itm", "Found for image-text matching on Flickr30K.", "SSFFFSFSFFFF", "SGGRSGRGGGGFGGRSGR"),
    ];

    /// <summary>Finds one by its name, or null.</summary>
    public static NamedGenotype? Find(string name) => All.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal));

    /// <summary>One by its name.</summary>
    /// <exception cref="UsageException">There is no such name.</exception>
    public static MmNasGenotype Get(string name)
    {
        var near = NearestName.Find(name, All.Select(g => g.Name)) is { } meant ? $"did you mean '{meant}'? There" : "there";
        return Find(name)?.Genotype
            ?? throw new UsageException($"There is no genotype '{name}'; {near} are {string.Join(", ", All.Select(g => g.Name))}.");
    }

    private static NamedGenotype Of(string name, string note, string encoder, string decoder) =>
        new(Prefix + name, MmNasGenotype.Of(encoder.Select(Operation), decoder.Select(Operation)), note);

    private static string Operation(char letter) => letter switch
    {
        'S' => "self_att_64",
        'R' => "rel_self_att_64",
        'G' => "guided_att_64",
        _ => "feed_forward",
    };
}
