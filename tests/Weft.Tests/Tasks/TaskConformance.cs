using Shouldly;
using Weft.Data;
using Weft.Data.Loading;
using Weft.Tasks;
using Weft.Tests.Encoders;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Tasks;

/// <summary>What every task's data must do.</summary>
internal static class TaskConformance
{
    /// <summary>Checks a task over a folder of its data.</summary>
    /// <param name="task">The task.</param>
    /// <param name="folder">Its data.</param>
    /// <param name="channels">The width of its encoders; null for their defaults.</param>
    internal static void Check(ITask task, string folder, int? channels = null)
    {
        task.Modalities.Select(m => m.Name).ShouldBeUnique();
        using var data = task.Open(folder);
        using (var again = task.Open(folder))
        {
            again.ContentHash.ShouldBe(data.ContentHash);
        }

        foreach (var split in Enum.GetValues<Split>())
        {
            data.Count(split).ShouldBeGreaterThan(0);
            using var labels = data.Labels(split);
            labels.Count.ShouldBe(data.Count(split));
            foreach (var modality in task.Modalities)
            {
                CheckBatch(task, data, modality, split);
            }
        }

        foreach (var modality in task.Modalities)
        {
            EncoderConformance.Check(task, modality, channels);
        }
    }

    private static void CheckBatch(ITask task, ITaskData data, Modality modality, Split split)
    {
        using var scope = new TensorScope();
        var source = new ModalitySource(data, modality, split);
        var batch = source.Load(0, [0, source.Count - 1]).Scoped(Device.Cpu);
        batch.Inputs[0].Shape.ShouldBe([2, .. modality.InputShape]);
        batch.Inputs[0].ToArray<float>().ShouldAllBe(v => float.IsFinite(v));
        var once = batch.Inputs[0].ToArray<float>();
        source.Load(1, [0, source.Count - 1]).Scoped(Device.Cpu).Inputs[0].ToArray<float>().ShouldBe(once, "reading again gives the same");

        // Labels out of range would fail here.
        var logits = Tensor.Zeros([2, task.Classes]);
        task.Loss(logits, batch.Labels).Item().ShouldBeGreaterThan(0);
    }
}
