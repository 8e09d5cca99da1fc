using Shouldly;
using Weft.Data.Loading;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

/// <summary>The phases of an epoch, with and without a second work beside the first.</summary>
public sealed class WorkPhasesTests
{
    [Fact]
    public void Both_works_are_prepared_and_one_is_evaluated()
    {
        var (first, second) = (new Diary(2, 1), new Diary(3, 5));
        var phases = new WorkPhases(first, second);
        phases.All.Select(p => (p.Name, p.Batches)).ShouldBe([("prepare", 5), ("train", 1), ("dev", 1)]);
        Run(phases, 4, 0, 5);
        phases.EndPreparation();
        Run(phases, 4, 2, 1);
        first.Entries.ShouldBe(["prepare 4/0", "prepare 4/1", "end 4", "evaluate 0"]);
        second.Entries.ShouldBe(["prepare 4/0", "prepare 4/1", "prepare 4/2", "end 4"]);
    }

    [Fact]
    public void What_only_memory_held_is_done_again_after_a_resume()
    {
        var (first, second) = (new Diary(2, 0), new Diary(3, 0));
        new WorkPhases(first, second).Begin(1, 0, firstStep: 3);
        first.Entries.ShouldBe(["prepare 1/0", "prepare 1/1"]);
        second.Entries.ShouldBe(["prepare 1/0"]);
    }

    [Fact]
    public void Phases_without_steps_are_left_out() => new WorkPhases(new Diary(0, 0)).All.ShouldHaveSingleItem().Name.ShouldBe("train");

    private static void Run(WorkPhases phases, int epoch, int phase, int steps)
    {
        phases.Begin(epoch, phase, 0);
        for (var i = 0; i < steps; i++)
        {
            phases.Repeatable();
        }
    }

    private sealed class Diary(int preparation, int evaluation) : ITrainingWork
    {
        public List<string> Entries { get; } = [];

        public BatchLoader Train { get; } = new(new OneSample(), 1, null);

        public string MetricName => "none";

        public int PreparationSteps => preparation;

        public int EvaluationSteps => evaluation;

        public double Differentiate(Batch batch, int parts) => 0;

        public void Prepare(int epoch, int step) => Entries.Add($"prepare {epoch}/{step}");

        public void EndPreparation(int epoch) => Entries.Add($"end {epoch}");

        public void Evaluate(int step) => Entries.Add($"evaluate {step}");

        public double Score() => 0;

        public void Save(Checkpoint checkpoint)
        {
        }

        public void Restore(Checkpoint checkpoint)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class OneSample : IBatchSource
    {
        public int Count => 1;

        public Batch Load(int epoch, ReadOnlySpan<int> indices) => new([Tensor.Zeros([1])], Tensor.Zeros([1]));
    }
}
