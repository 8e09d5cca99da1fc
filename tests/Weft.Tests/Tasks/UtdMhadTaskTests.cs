using Shouldly;
using Weft.Data.UtdMhad;
using Weft.Tasks;
using Weft.Tests.Data.UtdMhad;
using Weft.Torch;

namespace Weft.Tests.Tasks;

public sealed class UtdMhadTaskTests
{
    [Fact]
    public void It_does_what_every_task_must()
    {
        using var source = new SmallUtdMhad();
        UtdMhadPreparer.Prepare(source.Write(), source["data"], cancellation: TestContext.Current.CancellationToken);
        TaskConformance.Check(new UtdMhadTask(), source["data"]);
    }

    [Fact]
    public void Data_of_other_modalities_are_refused()
    {
        using var source = new SmallUtdMhad();
        UtdMhadPreparer.Prepare(source.Write(), source["data"], cancellation: TestContext.Current.CancellationToken);
        var manifest = source["data/manifest.json"];
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"classes\": 27", "\"classes\": 28", StringComparison.Ordinal));
        Should.Throw<InvalidFileException>(() => new UtdMhadTask().Open(source["data"])).Message
            .ShouldContain("manifest.json: has other modalities or classes than the task utd-mhad; prepare the data again");
    }
}
