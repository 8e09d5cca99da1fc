using Shouldly;
using Weft.MmNas;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Tests.MmNas;

/// <summary>What tests on the golden files share: their toy sizes, parameters in, gradients out.</summary>
public static class GoldenMmNas
{
    public static MmNasSizes Sizes { get; } = new()
    {
        Hidden = 32,
        WordWidth = 6,
        RelationWidth = 8,
        PoolHidden = 20,
        PoolOutput = 48,
        Dropout = 0,
    };

    public static GoldenFile File(string name) => new("mmnas", name);

    /// <summary>Masks are [batch, 1, 1, length] there.</summary>
    public static Tensor Mask(this GoldenFile golden, string name) => golden[name].Flatten(1);

    public static void Load(this Module module, GoldenFile golden, string prefix) => module.LoadState(golden.Below(prefix));

    public static void CheckGradients(this Module module, GoldenFile golden, string prefix, double absolute = 1e-5)
    {
        var gradients = golden.Below(prefix);
        foreach (var (name, tensor) in module.NamedParameters().Where(p => gradients.ContainsKey(p.Name)))
        {
            TensorAssert.Close(tensor.Grad!, gradients[name], 1e-4, absolute, prefix + name);
        }

        gradients.Keys.ShouldBeSubsetOf(module.NamedParameters().Select(p => p.Name));
    }
}
