using Shouldly;
using Weft.Search;
using Weft.Search.Surrogate;
using Weft.Torch;
using Weft.Torch.Optim;
using Weft.Training;

namespace Weft.Tests.Search.Surrogate;

/// <summary>The surrogate against the published code, and what it does beyond it.</summary>
public sealed class ScoreSurrogateTests
{
    private static readonly int[] Lengths = [1, 2, 4];

    [Fact]
    public void Predictions_of_each_length_and_of_all_at_once()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        using var surrogate = Golden(golden);
        foreach (var length in Lengths)
        {
            ShouldBe(surrogate.Predict(Rows(golden, length)), golden[$"pred_L{length}"], 1e-6);
        }

        // Mixed lengths come back in the order in which they were asked.
        var mixed = Enumerable.Range(0, 6).SelectMany(i => Lengths.Select(l => (Length: l, Index: i))).ToList();
        var scores = surrogate.Predict([.. mixed.Select(m => Rows(golden, m.Length)[m.Index])]);
        for (var i = 0; i < mixed.Count; i++)
        {
            scores[i].ShouldBe(golden[$"pred_L{mixed[i].Length}"].ToArray<float>()[mixed[i].Index], 1e-6);
        }

        surrogate.Predict([]).ShouldBeEmpty();
    }

    [Fact]
    public void Gradients_and_one_step_of_Adam()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        using var surrogate = Golden(golden);
        var model = surrogate.Model;
        using var adam = new Adam([new ParameterGroup("surrogate", model.Parameters(), 1e-3)]);
        var input = golden["conf_L4"].To(DType.Float32).Transpose(0, 1);
        var loss = model.Forward(input).MeanSquaredError(golden["target_L4"]);
        loss.Item().ShouldBe(golden["loss_L4"].Item(), 1e-6);
        loss.Backward();
        foreach (var (name, gradient) in golden.Below("grad/"))
        {
            TensorAssert.Close(model.State()[name].Grad!, gradient, 1e-4, 1e-6, name);
        }

        adam.Step();
        TensorAssert.Close(model.Forward(input), golden["pred_L4_after_adam1"], 1e-5, 1e-6, "predictions");
        foreach (var name in new[] { "embedding.0.weight", "lstm.bias_ih_l0" })
        {
            TensorAssert.Close(model.State()[name], golden[$"{name}_after_adam1"], 1e-5, 2e-6, name);
        }
    }

    [Fact]
    public void Fifty_epochs_of_three_groups()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        using var surrogate = Golden(golden, epochs: 1);
        var store = Store(golden);
        store.Groups.Select(g => (long)g.Count).ShouldBe(golden["update_group_sizes"].ToArray<long>());
        foreach (var expected in golden["update_last_group_loss_per_epoch"].ToArray<double>())
        {
            surrogate.Update(store).ShouldBe(expected, 1e-4 * expected + 1e-6);
        }

        for (var i = 0; i < Lengths.Length; i++)
        {
            ShouldBe(surrogate.Predict(Rows(golden, Lengths[i])), golden[$"update_pred_after50_{i}"], 1e-4);
        }
    }

    [Fact]
    public void Epochs_of_one_update_are_those_of_many()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        using var surrogate = Golden(golden);
        surrogate.Update(Store(golden)).ShouldBe(golden["update_last_group_loss_per_epoch"].ToArray<double>()[^1], 1e-5);
    }

    [Fact]
    public void Goes_on_from_a_checkpoint_bit_by_bit()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "surrogate.npz");
        var store = Store(golden);
        using var one = Golden(golden, epochs: 3);
        one.Update(store);
        var checkpoint = new Checkpoint();
        one.Put(checkpoint, "surrogate");
        using var two = new ScoreSurrogate(3, new SurrogateSettings { Epochs = 3 }, 99);
        two.Restore(checkpoint, "surrogate");
        one.Update(store).ShouldBe(two.Update(store));
        one.Predict(Rows(golden, 4)).ShouldBe(two.Predict(Rows(golden, 4)));
    }

    [Fact]
    public void Starts_as_published_and_by_its_seed_and_leaves_no_tensor()
    {
        var before = TensorScope.LiveTensors;
        using (var surrogate = new ScoreSurrogate(3, new SurrogateSettings(), 7))
        {
            surrogate.Model.ParameterCount().ShouldBe(81_301);
            ChoiceRows[] rows = [ChoiceRows.Of([1, 2, 0]), ChoiceRows.Of([1, 2, 0], [0, 0, 1])];
            var predicted = surrogate.Predict(rows);
            predicted.ShouldAllBe(p => p > 0.75 && p < 0.95);
            using var same = new ScoreSurrogate(3, new SurrogateSettings(), 7);
            same.Predict(rows).ShouldBe(predicted);
            using var other = new ScoreSurrogate(3, new SurrogateSettings(), 8);
            other.Predict(rows).ShouldNotBe(predicted);
            using var scope = new TensorScope();
            foreach (var (name, tensor) in surrogate.Model.NamedParameters().Where(p => !p.Name.StartsWith("lstm", StringComparison.Ordinal)))
            {
                var values = tensor.Detach().ToArray<float>();
                values.ShouldAllBe(v => name.EndsWith("bias", StringComparison.Ordinal) ? v == 1.8f : Math.Abs(v) <= 0.1f);
            }

            var store = new ScoreStore();
            store.Add(rows[0], 0.5);
            surrogate.Update(store);
        }

        TensorScope.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void An_empty_store_teaches_nothing()
    {
        using var surrogate = new ScoreSurrogate(3, new SurrogateSettings(), 7);
        Should.Throw<WeftException>(() => surrogate.Update(new ScoreStore())).Message.ShouldContain("no genotype was measured yet");
    }

    private static ScoreSurrogate Golden(GoldenFile golden, int epochs = 50)
    {
        var surrogate = new ScoreSurrogate(3, new SurrogateSettings { Epochs = epochs }, 1);
        surrogate.Model.LoadState(golden.Below("param/"));
        return surrogate;
    }

    private static ChoiceRows[] Rows(GoldenFile golden, int length) =>
        [.. golden[$"conf_L{length}"].ToArray<long>().Chunk(3 * length).Select(c => ChoiceRows.Of([.. c.Select(v => (int)v).Chunk(3)]))];

    private static ScoreStore Store(GoldenFile golden)
    {
        var store = new ScoreStore();
        foreach (var length in Lengths)
        {
            foreach (var (rows, score) in Rows(golden, length).Zip(golden[$"update_acc_L{length}"].ToArray<double>()))
            {
                store.Add(rows, score);
            }
        }

        return store;
    }

    private static void ShouldBe(double[] actual, Tensor expected, double tolerance) =>
        actual.Zip(expected.ToArray<float>()).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= tolerance);
}
