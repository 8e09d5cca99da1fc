using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Torch.Optim;

namespace Weft.Cdar;

/// <summary>Which parameters are trained at which rate and decay (CDAR specification 4).</summary>
public static class OptimizerGroups
{
    private const string FirstWeight = "first_conv_weight";
    private const string FirstBias = "first_conv_bias";
    private const string Weight = "weight";
    private const string Bias = "bias";
    private const string Norm = "bn";
    private const string ClassWeight = "lr5_weight";
    private const string ClassBias = "lr10_bias";

    /// <summary>One group of everything that trains.</summary>
    /// <param name="network">The network; what is frozen in it stays out.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The weight decay.</param>
    public static IReadOnlyList<ParameterGroup> Plain(Module network, double rate, double decay) =>
        [new("all", [.. network.Parameters().Where(p => p.RequiresGrad)], rate, decay)];

    /// <summary>
    /// The groups of temporal shift networks: biases at twice the rate and, like norms, without decay; on demand, the classifier's weights
    /// at five times the rate and its bias at ten times.
    /// </summary>
    /// <param name="network">The network; what is frozen in it stays out.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The weight decay of weights.</param>
    /// <param name="fastClassifier">Whether the classifier has rates of its own (<c>fc_lr5</c>).</param>
    /// <param name="reference">
    /// As published: parameters other than those of convolutions, linear layers and batch norms never train, the directions of a
    /// weight-normalised layer count as a bias, and the last linear layer is taken for the classifier wherever it stands.
    /// </param>
    /// <returns>The groups that have parameters.</returns>
    public static IReadOnlyList<ParameterGroup> Tsm(
        Module network, double rate, double decay, bool fastClassifier = false, bool reference = false)
    {
        var members = Members(network, fastClassifier, reference).ToLookup(m => m.Group, m => m.Tensor, StringComparer.Ordinal);
        return [.. new (string Name, double Times, bool Decays)[]
            {
                (FirstWeight, 1, true), (FirstBias, 2, false), (Weight, 1, true), (Bias, 2, false), (Norm, 1, false),
                (ClassWeight, 5, true), (ClassBias, 10, false),
            }
            .Select(g => new ParameterGroup(g.Name, [.. members[g.Name].Where(p => p.RequiresGrad)], rate * g.Times, g.Decays ? decay : 0))
            .Where(g => g.Parameters.Count > 0)];
    }

    /// <summary>Which group of <see cref="Tsm"/> each parameter belongs to, frozen ones too; those left out never train.</summary>
    internal static IReadOnlyList<(string Group, string Name, Tensor Tensor)> Members(Module network, bool fastClassifier, bool reference)
    {
        var modules = network.NamedModules().Where(m => m.Module.OwnParameters.Count > 0).ToList();
        var first = modules.Select(m => m.Module).FirstOrDefault(m => m is Convolution);
        var last = fastClassifier ? Classifier(modules, reference) : null;
        return [.. modules.SelectMany(m => m.Module.OwnParameters.Select((p, i) =>
                (Group(m.Module, p, i, first, last, reference), $"{m.Name}.{p.Name}", p.Tensor)))
            .Where(m => m.Item1.Length > 0)];
    }

    private static Module? Classifier(List<(string Name, Module Module)> modules, bool reference) => modules
        .Where(m => m.Module is Linear or WeightNormLinear && (reference || m.Name.StartsWith("cls_head.", StringComparison.Ordinal)))
        .Select(m => m.Module).LastOrDefault();

    private static string Group(
        Module module, (string Name, Tensor Tensor) parameter, int place, Module? first, Module? last, bool reference)
    {
        // The published code takes a layer's first parameter for its weight and the second for its bias.
        var isWeight = reference ? place == 0 : parameter.Tensor.Rank > 1;
        return module switch
        {
            _ when module == first => isWeight ? FirstWeight : FirstBias,
            _ when module == last => isWeight ? ClassWeight : ClassBias,
            Convolution or Linear or WeightNormLinear => isWeight ? Weight : Bias,
            BatchNorm => Norm,
            _ when reference => string.Empty,
            _ => isWeight ? Weight : Norm,
        };
    }
}
