using Weft.Data.AvMnist;
using Weft.Tasks;
using Weft.Tests.Data.AvMnist;

namespace Weft.Tests.Tasks;

public sealed class AvMnistTaskTests
{
    [Fact]
    public void It_does_what_every_task_must()
    {
        using var sources = new SmallSources();
        AvMnistPreparer.Prepare(sources.Recipe, sources["data"], cancellation: TestContext.Current.CancellationToken);
        TaskConformance.Check(new AvMnistTask(), sources["data"]);
    }
}
