using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Weft.Encoders.Imported;

/// <summary>How the names in published files become those of one encoder.</summary>
/// <param name="Fused">The prefix that the encoder has inside of a fused network's state.</param>
/// <param name="Head">The names, up to a dot, of layers behind the taps that can be trained apart from the rest: a file may lack all of them.</param>
/// <param name="Foreign">Recognises a network trained elsewhere by a name that only it has; null where there is none.</param>
/// <param name="From">What that network's names begin with.</param>
/// <param name="To">What they begin with here.</param>
/// <param name="Dropped">The layers of that network that have no place here; null for none.</param>
internal sealed partial record PublishedRule(
    string Fused, string[] Head, string? Foreign = null, string From = "", string To = "", Regex? Dropped = null)
{
    /// <summary>The rules by encoder.</summary>
    public static readonly FrozenDictionary<string, PublishedRule> All = new Dictionary<string, PublishedRule>
    {
        // torchvision's VGG-19 has its classifier's three layers numbered, so they cannot be taken for the head here.
        ["vgg19"] = new("imagenet.", ["bn4", "classifier"], "features.0.weight", "features.", "vgg.", NumberedClassifier()),
        ["maxout"] = new("textnet.", []),
        ["hcn"] = new("skenet.", []),
        ["inflated-resnet50"] = new("rgbnet.", ["classifier"], "layer1.0.conv1.weight", string.Empty, "cnn.", LastLayer()),
        ["resnext101-rgb"] = new("rgb_net.", ["fc"]),
        ["resnext101-depth"] = new("depth_net.", ["fc"]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A foreign network's name as it is here; other names stay.</summary>
    public string Rename(string name) => name.StartsWith(From, StringComparison.Ordinal) ? To + name[From.Length..] : name;

    /// <summary>Whether a name belongs to the layers behind the taps.</summary>
    public bool IsHead(string name) => Head.Any(layer => name.StartsWith($"{layer}.", StringComparison.Ordinal));

    [GeneratedRegex(@"^classifier\.\d+\.", RegexOptions.NonBacktracking)]
    private static partial Regex NumberedClassifier();

    [GeneratedRegex(@"^fc\.", RegexOptions.NonBacktracking)]
    private static partial Regex LastLayer();
}
