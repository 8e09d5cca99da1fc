using System.Text.Json;
using Shouldly;
using Weft.BmNas;
using Weft.BmNas.Operations;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.BmNas;

/// <summary>The decoder against 60 random, tied and all-zero sets of architecture parameters.</summary>
public sealed class GenotypeGoldenTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decodes(int index)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("bmnas", "genotype_cases.json")));
        var c = document.RootElement[index];
        var inputs = c.GetProperty("num_input_nodes").GetInt32();
        string[] taps = [.. Enumerable.Range(0, inputs).Select(i => $"m {i}")];
        var strengths = new ArchitectureStrengths(
            Skip(c.GetProperty("alphas")),
            [.. c.GetProperty("betas").EnumerateArray().Select(Skip)],
            [.. c.GetProperty("gammas").EnumerateArray().Select(Softmax)]);
        BmNasGenotype Decode() => GenotypeDecoder.Decode(
            strengths, taps, FusionOperations.Published, c.GetProperty("multiplier").GetInt32(), c.GetProperty("node_multiplier").GetInt32());
        if (c.GetProperty("genotype").ValueKind == JsonValueKind.Null)
        {
            Should.Throw<WeftException>(Decode).Message.ShouldContain("use fewer cells");
            return;
        }

        Decode().ShouldBe(GenotypeReader.Read(c.GetProperty("genotype").GetRawText(), taps, "case"));
    }

    private static float[] Skip(JsonElement rows) => [.. Softmax(rows).Select(r => r[1])];

    private static float[][] Softmax(JsonElement rows) => [.. rows.EnumerateArray().Select(row =>
    {
        using var scope = new TensorScope();
        return Tensor.From(row.EnumerateArray().Select(v => v.GetSingle()).ToArray()).Softmax(-1).ToArray<float>();
    })];
}
