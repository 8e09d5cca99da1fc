using Shouldly;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Modules;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class BestWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Generator generator = new(1);

    [Fact]
    public void Weights_come_back_and_the_newest_three_are_kept()
    {
        using var network = new Linear(2, 3, generator);
        var best = new BestWeights(folder["best"]);
        var values = new List<float[]>();
        for (var epoch = 1; epoch <= 5; epoch++)
        {
            using (Autograd.NoGrad())
            {
                network.Weight.Fill(epoch);
            }

            values.Add(network.Weight.ToArray<float>());
            best.Save(epoch, network);
        }

        Directory.GetFiles(folder["best"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            new[] { 3, 4, 5 }.SelectMany(e => new[] { $"epoch-00000{e}.safetensors", $"epoch-00000{e}.safetensors.sha256" }));
        foreach (var epoch in new[] { 3, 5, 4 })
        {
            best.Load(epoch, network);
            network.Weight.ToArray<float>().ShouldBe(values[epoch - 1]);
        }

        best.Clear();
        Directory.Exists(folder["best"]).ShouldBeFalse();
        best.Clear();
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("short")]
    [InlineData("absent")]
    [InlineData("sum")]
    public void What_is_not_what_was_written_gets_a_sentence(string what)
    {
        using var network = new Linear(2, 3, generator);
        var best = new BestWeights(folder["best"]);
        best.Save(2, network);
        var path = folder["best/epoch-000002.safetensors"];
        var bytes = File.ReadAllBytes(path);
        switch (what)
        {
            case "damaged":
                bytes[^1] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "short":
                File.WriteAllBytes(path, bytes[..20]);
                break;
            case "absent":
                File.Delete(path);
                break;
            default:
                File.Delete(path + ".sha256");
                break;
        }

        Should.Throw<WeftException>(() => best.Load(2, network)).Message.ShouldStartWith(path);
    }

    public void Dispose()
    {
        generator.Dispose();
        folder.Dispose();
    }
}
