using Weft.Torch.Modules;

namespace Weft.Mfas;

/// <summary>The activations of fusion layers by their number in a row (MFAS specification 1.1).</summary>
internal static class FusionActivation
{
    private static readonly string[] Labels = ["ReLU", "Sigmoid", "LeakyReLU"];
    private static readonly string[] Keys = ["relu", "sigmoid", "lrelu"];

    /// <summary>How many a network understands; a space may offer fewer.</summary>
    internal static int Count => Labels.Length;

    internal static string Label(int activation) => Labels[activation];

    /// <summary>The name in the keys of shared weights.</summary>
    internal static string Key(int activation) => Keys[activation];

    internal static Layer Create(int activation) => activation switch
    {
        0 => Activation.Relu(),
        1 => Activation.Sigmoid(),
        _ => Activation.LeakyRelu(),
    };
}
