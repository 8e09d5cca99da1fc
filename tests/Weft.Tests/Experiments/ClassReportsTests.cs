using Shouldly;
using Weft.Data;
using Weft.Experiments;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments;

public sealed class ClassReportsTests
{
    [Fact]
    public void A_class_that_is_neither_there_nor_predicted_adds_nothing()
    {
        var reports = new ClassReports(new TinyTask());
        var labels = new RowTable(NdArray.From<long>([0, 1], 2));
        var logits = NdArray.From<float>([2, 1, 0, 2, 1, 0], 2, 3);

        var metrics = reports.Metrics(0.5, [logits, logits], labels);
        metrics["accuracy"].ShouldBe(0.5);
        metrics["f1Macro"].ShouldBe(2.0 / 3 / 3, 1e-12);
        var classes = reports.Classes([logits, logits], labels)!;
        classes.Select(c => (c.Support, c.F1 > 0)).ShouldBe([(1, true), (1, false), (0, false)]);
        reports.Confusion([logits, logits], labels)!.SelectMany(row => row).ShouldBe([2, 0, 0, 2, 0, 0, 0, 0, 0]);
    }
}
