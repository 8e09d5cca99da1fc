using System.Text.Json;
using Shouldly;
using Weft.Data.Grounding;
using Weft.Testing;

namespace Weft.Tests.Data.Grounding;

public sealed class GroundingResultsTests
{
    [Fact]
    public void Boxes_are_written_as_corner_and_size_in_the_unit_that_they_were_read_in()
    {
        using var folder = new TemporaryFolder();
        var sentence = new GroundingSentence(["left"], "", 7, "val", new MeantBox(100, 200, 300, 400), "", 1000, 1000);
        GroundingResults.Write(folder["r.json"], [(sentence, new GroundedBox(0, 50, 100, 250, 500, 0.5, true))], scale: 0.001);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["r.json"]));
        var record = json.RootElement[0];
        Box(record, "bbox").ShouldBe([0.05, 0.1, 0.2, 0.4], 1e-12);
        Box(record, "target").ShouldBe([0.1, 0.2, 0.3, 0.4], 1e-12);
        record.GetProperty("image_id").GetInt64().ShouldBe(7);
        record.GetProperty("hit").GetBoolean().ShouldBeTrue();
    }

    private static double[] Box(JsonElement record, string name) => [.. record.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
