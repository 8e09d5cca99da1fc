using Shouldly;
using Weft.Data.Vectors;
using Weft.Tasks;
using Weft.Tests.Data.Vectors;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Training;

namespace Weft.Tests.Tasks;

public sealed class VectorsTaskTests : IDisposable
{
    private readonly SmallVectors source = new();

    [Fact]
    public void Three_modalities_do_what_every_task_must()
    {
        Prepare();
        var task = TaskRegistry.For("vectors", source["data"]);
        task.Modalities.Select(m => m.Name).ShouldBe(["colour", "form", "motion"]);
        task.Metric.ShouldBe(MetricKind.Accuracy);
        TaskConformance.Check(task, source["data"]);
    }

    [Fact]
    public void Several_labels_do_what_every_task_must()
    {
        source.Arrays["labels"] = NdArray.From([.. Enumerable.Range(0, SmallVectors.Count * 3).Select(i => (byte)(i % 2))], SmallVectors.Count, 3);
        Prepare();
        var task = VectorsTask.Of("vectors", source["data"]);
        (task.MultiLabel, task.Classes, task.Metric).ShouldBe((true, 3, MetricKind.F1Weighted));
        TaskConformance.Check(task, source["data"]);
    }

    [Fact]
    public void A_sequence_of_one_moment_can_be_encoded()
    {
        source.Arrays["motion"] = NdArray.From(source.Arrays["motion"].As<float>().ToArray(), SmallVectors.Count, 48, 1);
        Prepare();
        TaskConformance.Check(VectorsTask.Of("vectors", source["data"]), source["data"]);
    }

    [Fact]
    public void Data_of_another_task_are_refused()
    {
        Prepare();
        Should.Throw<InvalidFileException>(() => TaskRegistry.For("leaves100", source["data"])).Message
            .ShouldContain("manifest.json: says that the data are of the task 'vectors', not 'leaves100'");
        Should.Throw<InvalidFileException>(() => TaskRegistry.For("vectors", source["nowhere"])).Message.ShouldContain("manifest.json: is not there");
        Should.Throw<UsageException>(() => TaskRegistry.For("leaves", source["data"])).Message
            .ShouldContain("There is no task 'leaves'; there are avmnist, egogesture, leaves100, mmimdb, ntu, utd-mhad, vectors.");
    }

    public void Dispose() => source.Dispose();

    private void Prepare()
    {
        source.Write();
        VectorsPreparer.Prepare(source.Recipe, source["data"], cancellation: TestContext.Current.CancellationToken);
    }
}
