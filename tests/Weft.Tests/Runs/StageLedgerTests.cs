using Shouldly;
using Weft.Experiments;
using Weft.Runs;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Runs;

public sealed class StageLedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_stage_is_computed_once()
    {
        var calls = 0;
        TrainedNetwork Compute() => new("networks/a.safetensors", 0.1 + 0.2, ++calls, 3, 12, 1e-9);
        var first = new StageLedger(folder.Path).Once("found:2", Compute);
        var second = new StageLedger(folder.Path).Once("found:2", Compute);
        second.ShouldBe(first);
        calls.ShouldBe(1);
        new StageLedger(folder.Path).Once("found/3", Compute).DevLoss.ShouldBe(2);
        Directory.GetFiles(folder["stages"]).Select(Path.GetFileName).Order().ShouldBe(["found-2.json", "found-3.json"]);
    }

    [Fact]
    public void A_stage_that_fails_is_not_noted()
    {
        var ledger = new StageLedger(folder.Path);
        Should.Throw<InvalidOperationException>(() => ledger.Once<TestedNetwork>("test", () => throw new InvalidOperationException()));
        ledger.Find<TestedNetwork>("test").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"weights\": null, \"devMetric\": 1, \"devLoss\": 1, \"bestEpoch\": 1, \"parameters\": 1, \"seconds\": 1}")]
    [InlineData("{\"weights\": \"a\", \"devMetric\": 1, \"devLoss\": 1, \"bestEpoch\": 1, \"parameters\": 1}")]
    [InlineData("{\"weights\": \"a\", \"devMetric\": \"much\", \"devLoss\": 1, \"bestEpoch\": 1, \"parameters\": 1, \"seconds\": 1}")]
    public void A_damaged_note_is_told(string content)
    {
        var ledger = new StageLedger(folder.Path);
        Directory.CreateDirectory(folder["stages"]);
        File.WriteAllText(folder["stages/found-2.json"], content);
        Should.Throw<InvalidFileException>(() => ledger.Find<TrainedNetwork>("found:2")).Message
            .ShouldBe($"{folder["stages/found-2.json"]}: is damaged; delete it, and --resume does its part of the run again.");
    }

    public void Dispose() => folder.Dispose();
}
