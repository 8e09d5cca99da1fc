using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weft.Search;

namespace Weft.Cdar.Space;

/// <summary>
/// What GLAD makes alike between the domains, and how strongly, as a value: the weights of its domain classifiers, how many views are
/// local, and the weight of learning the views' order. A weight of 0 leaves a part out.
/// </summary>
/// <param name="Local">Weight of aligning local views.</param>
/// <param name="Global">Weight of aligning global views.</param>
/// <param name="Cross">Weight of aligning local views with global ones.</param>
/// <param name="Locals">How many of a sample's views are local; the rest are global.</param>
/// <param name="Order">Weight of learning the order of local views.</param>
public sealed record AlignmentGenotype(double Local, double Global, double Cross, int Locals, double Order) : IGenotype
{
    /// <summary>The name of the space.</summary>
    public const string SpaceName = "alignment";

    /// <inheritdoc/>
    public string Space => SpaceName;

    /// <summary>The choice that settings hold, such as GLAD's published one.</summary>
    /// <param name="settings">The settings.</param>
    public static AlignmentGenotype Of(MethodSettings settings) =>
        new(settings.Alignments.Local, settings.Alignments.Global, settings.Alignments.Cross, settings.Locals, settings.Order.Weight);

    /// <summary>Settings with this choice; whatever else they hold stays.</summary>
    /// <param name="settings">The settings.</param>
    public MethodSettings ApplyTo(MethodSettings settings) => settings with
    {
        Alignments = new AlignmentSettings { Local = Local, Global = Global, Cross = Cross },
        Locals = Locals,
        Order = settings.Order with { Weight = Order },
    };

    /// <summary>One short line for a person, such as <c>local 1, global off, cross 0.5, 2 local views, order off</c>.</summary>
    public string Describe()
    {
        var views = Locals == 1 ? "1 local view" : string.Create(CultureInfo.InvariantCulture, $"{Locals} local views");
        return $"local {Weight(Local)}, global {Weight(Global)}, cross {Weight(Cross)}, {views}, order {Weight(Order)}";
    }

    /// <inheritdoc/>
    public string ToJson() => new JsonObject
    {
        ["space"] = SpaceName,
        ["local"] = Local,
        ["global"] = Global,
        ["cross"] = Cross,
        ["locals"] = Locals,
        ["order"] = Order,
    }.ToJsonString(new JsonSerializerOptions());

    /// <inheritdoc/>
    public override string ToString() => ToJson();

    private static string Weight(double weight) => weight > 0 ? weight.ToString("R", CultureInfo.InvariantCulture) : "off";
}
