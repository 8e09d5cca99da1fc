using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Weft.Encoders.Imported;

/// <summary>How the names in published files become those of one encoder.</summary>
/// <param name="Fused">The prefix that the encoder has inside of a fused network's state.</param>
/// <param name="Head">The names, up to a dot, of layers behind the taps that can be trained apart from the rest: a file may lack all of them.</param>
/// <param name="Foreign">Recognises networks trained elsewhere by names that only they have; null where there are none.</param>
/// <param name="Renames">What is replaced in those networks' names, one after the other.</param>
/// <param name="Dropped">The layers of those networks that have no place here; null for none.</param>
internal sealed partial record PublishedRule(
    string Fused, string[] Head, string? Foreign = null, (string Pattern, string Replacement)[]? Renames = null, Regex? Dropped = null)
{
    private static readonly (string, string)[] TorchVision =
    [
        (@"^(conv1|bn1)\.", "conv1.$1."),
        (@"(\.conv|^conv)(\d)\.weight$", "$1$2.conv.weight"),
        (@"\.downsample\.0\.", ".downsample.conv."),
        (@"\.downsample\.1\.", ".downsample.bn."),
        (@"^conv1\.conv1\.", "conv1."),
        (@"^conv1\.bn1\.", "conv1.bn."),
        (@"\.bn(\d)\.", ".conv$1.bn."),
    ];

    private static readonly (string, string)[] Transformers =
    [
        // OpenMMLab's networks of pictures.
        (@"\.attentions\.0\.attn\.", ".attentions.1.attn."),
        (@"\.norms\.0\.", ".attentions.1.norm."),
        (@"\.norms\.1\.", ".ffns.0.norm."),

        // SVT and networks of pictures elsewhere.
        (@"^blocks\.", "transformer_layers.layers."),
        (@"^patch_embed\.proj\.", "patch_embed.projection."),
        (@"\.norm1\.", ".attentions.1.norm."),
        (@"^(transformer_layers\.layers\.\d+)\.attn\.", "$1.attentions.1.attn."),
        (@"\.temporal_norm1\.", ".attentions.0.norm."),
        (@"\.temporal_attn\.", ".attentions.0.attn."),
        (@"^(transformer_layers\.layers\.\d+)\.temporal_fc\.", "$1.attentions.0.temporal_fc."),
        (@"\.attn\.qkv\.", ".attn.in_proj_"),
        (@"\.attn\.proj\.", ".attn.out_proj."),
        (@"\.norm2\.", ".ffns.0.norm."),
        (@"\.mlp\.fc1\.", ".ffns.0.layers.0.0."),
        (@"\.mlp\.fc2\.", ".ffns.0.layers.1."),
    ];

    /// <summary>The rules by encoder.</summary>
    public static readonly FrozenDictionary<string, PublishedRule> All = new Dictionary<string, PublishedRule>
    {
        // torchvision's VGG-19 has its classifier's three layers numbered, so they cannot be taken for the head here.
        ["vgg19"] = new("imagenet.", ["bn4", "classifier"], @"^features\.0\.weight$", [(@"^features\.", "vgg.")], NumberedClassifier()),
        ["maxout"] = new("textnet.", []),
        ["hcn"] = new("skenet.", []),
        ["inflated-resnet50"] = new("rgbnet.", ["classifier"], @"^layer1\.0\.conv1\.weight$", [("^", "cnn.")], LastLayer()),
        ["resnext101-rgb"] = new("rgb_net.", ["fc"]),
        ["resnext101-depth"] = new("depth_net.", ["fc"]),
        ["tsm-resnet18"] = Residual(),
        ["tsm-resnet50"] = Residual(),
        ["tsm-resnet101"] = Residual(),
        ["i3d-nl"] = Residual() with { Flat = ImportStep.Repeat, Optional = NonLocal() },
        ["timesformer"] = new("backbone.", [], @"^blocks\.0\.|\.norms\.0\.", Transformers, Classifier())
        {
            Optional = OverTime(), Lending = (".attentions.1.", ".attentions.0."),
        },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is made of a kernel without time.</summary>
    public ImportStep Flat { get; init; } = ImportStep.Inflate;

    /// <summary>Tensors that a file may lack, if it lacks all of them; null for none.</summary>
    public Regex? Optional { get; init; }

    /// <summary>Parts of names: tensors of the first stand for those of the second where a file has none of the second.</summary>
    public (string From, string To)? Lending { get; init; }

    /// <summary>A foreign network's name as it is here; other names stay.</summary>
    public string Rename(string name) => (Renames ?? []).Aggregate(name, (n, r) => Regex.Replace(n, r.Pattern, r.Replacement, RegexOptions.NonBacktracking));

    /// <summary>Whether only a foreign network has a name.</summary>
    public bool IsForeign(string name) => Foreign is not null && Regex.IsMatch(name, Foreign, RegexOptions.NonBacktracking);

    /// <summary>Whether a name belongs to the layers behind the taps.</summary>
    public bool IsHead(string name) => Head.Any(layer => name.StartsWith($"{layer}.", StringComparison.Ordinal));

    /// <summary>Whether a file may lack a tensor.</summary>
    public bool IsOptional(string name) => Optional?.IsMatch(name) == true;

    /// <summary>A name without what tells convolutions behind a shift from others: networks of pictures have no such.</summary>
    public string Plain(string name) => name.Replace(".conv.net.", ".conv.", StringComparison.Ordinal);

    /// <summary>Tensors that stand for others too, by the others' names.</summary>
    /// <param name="offered">A file's tensors.</param>
    public Dictionary<string, WantedTensor> Lent(IReadOnlyDictionary<string, WantedTensor> offered)
    {
        var lent = new Dictionary<string, WantedTensor>(StringComparer.Ordinal);
        if (Lending is (var from, var to) && !offered.Keys.Any(n => n.Contains(to, StringComparison.Ordinal)))
        {
            foreach (var (name, tensor) in offered.Where(t => t.Key.Contains(from, StringComparison.Ordinal)))
            {
                lent[name.Replace(from, to, StringComparison.Ordinal)] = tensor;
            }
        }

        return lent;
    }

    private static PublishedRule Residual() => new("backbone.", [], @"^layer1\.0\.conv1\.weight$", TorchVision, LastLayer());

    [GeneratedRegex(@"^classifier\.\d+\.", RegexOptions.NonBacktracking)]
    private static partial Regex NumberedClassifier();

    [GeneratedRegex(@"^fc\.", RegexOptions.NonBacktracking)]
    private static partial Regex LastLayer();

    [GeneratedRegex(@"^(head|fc|pre_logits)\.", RegexOptions.NonBacktracking)]
    private static partial Regex Classifier();

    [GeneratedRegex(@"\.non_local_block\.", RegexOptions.NonBacktracking)]
    private static partial Regex NonLocal();

    [GeneratedRegex(@"^time_embed$|\.temporal_fc\.", RegexOptions.NonBacktracking)]
    private static partial Regex OverTime();
}
