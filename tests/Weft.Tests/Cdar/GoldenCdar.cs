using System.Text.Json;
using Shouldly;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Tests.Cdar;

/// <summary>What tests on golden/cdar share.</summary>
public static class GoldenCdar
{
    public static GoldenFile File(string name) => new("cdar", name);

    public static JsonElement Json(string file, string property) => GoldenJson.Read("cdar", file, property);

    /// <summary>The end-to-end files' filler: as procinit, but without 1 + for vectors.</summary>
    public static void Fill(Module module, IReadOnlyList<string> order)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        module.NamedParameters().Select(p => p.Name).ShouldBe(order);
        var k = 0u;
        foreach (var parameter in module.Parameters())
        {
            var shape = parameter.Shape;
            var scale = shape.Length >= 2 ? Math.Sqrt(6.0 / (parameter.ElementCount / shape[0])) : 0.1;
            parameter.CopyFrom(CdarFiller.Fill(shape, k++, scale));
        }
    }

    public static void CheckLosses(AdaptationLosses actual, JsonElement expected)
    {
        foreach (var logged in expected.EnumerateObject())
        {
            if (actual.Values.TryGetValue(logged.Name, out var value))
            {
                value.ShouldBe(logged.Value.GetDouble(), 2e-6, logged.Name);
            }
            else
            {
                // Mean class accuracies of a training batch are not logged.
                logged.Name.ShouldContain("mca");
            }
        }
    }

    public static void CheckGradientNorms(Module module, JsonElement expected)
    {
        var parameters = module.NamedParameters().ToDictionary(p => p.Name, p => p.Tensor, StringComparer.Ordinal);
        foreach (var norm in expected.EnumerateObject())
        {
            parameters[norm.Name].Grad!.Norm().Item().ShouldBe(norm.Value.GetDouble(), 1e-5, norm.Name);
        }
    }

    /// <summary>A step's numbers by name, with the sum as <c>loss</c>.</summary>
    public static AdaptationLosses Numbers(Weft.Cdar.AdaptationLoss loss) =>
        new(loss.Parts.Select(p => (p.Name, p.Value)).Append(("loss", loss.Total))
            .ToDictionary(p => p.Item1, p => p.Item2.Item(), StringComparer.Ordinal));
}

/// <summary>A step's numbers by name.</summary>
public sealed record AdaptationLosses(IReadOnlyDictionary<string, double> Values);
