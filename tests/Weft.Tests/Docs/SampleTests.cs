using Shouldly;
using Weft.BmNas.Operations;
using Weft.Cdar;
using Weft.Cdar.Methods;
using Weft.Data;
using Weft.Encoders.Clips;
using Weft.Mfas;
using Weft.MmNas;
using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Search.Strategies;
using Weft.Tasks;
using Weft.Testing;
using Weft.Tests.BmNas.Operations;
using Weft.Tests.Cdar;
using Weft.Tests.Tasks;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Docs;

/// <summary>The examples of docs/how-to compile, work, and are the text that the pages show.</summary>
public sealed class SampleTests
{
    private static readonly string[] SourceFolders = ["src", "tests"];

    [Theory]
    [InlineData("add-an-operation.md", "HadamardFc.cs")]
    [InlineData("add-a-block-operation.md", "GatedFeedForward.cs")]
    [InlineData("add-an-encoder.md", "SensorNet.cs")]
    [InlineData("add-a-data-set.md", "GaitTask.cs")]
    [InlineData("add-a-strategy.md", "HillClimbing.cs")]
    [InlineData("add-an-adaptation-method.md", "Coral.cs")]
    [InlineData("add-a-clip-encoder.md", "FrameDifferences.cs")]
    public void A_page_shows_the_source_that_is_compiled(string page, string sample)
    {
        var source = File.ReadAllText(Path.Combine(TestPaths.Repository, "tests", "Weft.Tests", "Docs", "Samples", sample));
        var shown = DocumentPages.Read(Path.Combine(TestPaths.Repository, "docs", "how-to", page)).Blocks.Where(b => b.Language is "csharp").ToList();
        shown.Select(b => b.Text).ShouldContain(source, $"docs/how-to/{page} must show the whole of tests/Weft.Tests/Docs/Samples/{sample}, to the letter");
        foreach (var block in shown.Where(b => b.Text != source))
        {
            SourceHolds(block.Text).ShouldBeTrue($"docs/how-to/{page}, line {block.Line}: no source file holds these lines of C#");
        }
    }

    [Fact]
    public void Other_pages_show_lines_of_source_files()
    {
        foreach (var page in DocumentPages.All())
        {
            foreach (var (_, text, line) in page.Blocks.Where(b => b.Language is "csharp"))
            {
                SourceHolds(text).ShouldBeTrue($"{page.Name}, line {line}: no source file holds these lines of C#");
            }
        }
    }

    [Fact]
    public void The_operation_does_what_every_operation_must() => OperationConformance.Check((shape, random) => new HadamardFc(shape, random));

    [Fact]
    public void The_block_operation_keeps_the_shape_and_learns()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = new GatedFeedForward(new BlockSettings(new MmNasSizes { Hidden = 8 }, "gated_feed_forward", 2, 1), random);
        var own = Tensor.RandomNormal([2, 3, 8], random.Initial);
        var output = operation.Forward(new BlockInput(own, Tensor.Zeros([2, 3]).Eq(1.0)));
        output.Shape.ShouldBe([2, 3, 8]);
        (output * Tensor.RandomNormal([2, 3, 8], random.Initial)).Sum().Backward();
        operation.NamedParameters().ShouldAllBe(p => p.Tensor.Grad != null);
    }

    [Fact]
    public void The_block_operation_makes_the_same_of_packed_tokens()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var operation = new GatedFeedForward(new BlockSettings(new MmNasSizes { Hidden = 8 }, "gated_feed_forward", 2, 1), random);
        operation.Eval();
        var own = Tensor.RandomNormal([1, 3, 8], random.Initial);
        var mask = Tensor.From([0f, 0f, 1f], 1, 3).Eq(1.0);
        var packing = Packing.Of(mask)!;
        var packed = operation.Forward(new BlockInput(packing.Pack(own), mask, OwnPacking: packing)).ToArray<float>();
        var padded = operation.Forward(new BlockInput(own, mask)).Narrow(1, 0, 2).Contiguous().ToArray<float>();
        packed.Length.ShouldBe(padded.Length);
        packed.Zip(padded).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5f);
    }

    [Fact]
    public void The_task_and_its_encoders_do_what_all_must()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        TaskConformance.Check(new GaitTask(), folder.Path);
    }

    [Fact]
    public void The_task_names_a_file_that_does_not_fit()
    {
        using var folder = new TemporaryFolder();
        Write(folder);
        NpyWriter.Write(folder["gyroscope_dev.npy"], NdArray.From(new float[4 * 3 * 64], 4, 3, 64));
        Should.Throw<InvalidFileException>(() => new GaitTask().Open(folder.Path)).Message.ShouldContain("gyroscope_dev.npy");
    }

    [Fact]
    public void The_strategy_depends_on_what_it_was_told_and_climbs()
    {
        const int trials = 150;
        Tap[] taps = [new("a", "1", 2), new("a", "2", 4), new("b", "1", 3), new("b", "2", 5)];
        var space = new MfasSpace(taps, new MfasShape(), 3);
        using var strategy = new HillClimbing(space, 5, trials, seed: 1);
        using var told = new HillClimbing(space, 5, trials, seed: 1);
        var steps = new List<List<ScoredChoice>>();
        while (strategy.Ask() is { Count: > 0 } asked)
        {
            strategy.Ask().ShouldBe(asked, "asked twice, it answers the same");
            asked.ShouldAllBe(p => space.Admits(p.Rows));

            // The more taps 2 the better; the first choice of all fails.
            double? Score(ChoiceRows rows, int place) => steps.Count + place == 0 ? null : rows.Rows.Sum(r => r[0] + r[1]) / 10.0;
            steps.Add([.. asked.Select((p, i) => new ScoredChoice(p.Rows, Score(p.Rows, i)))]);
            strategy.Tell(steps[^1]);
            told.Tell(steps[^1]);
        }

        told.Ask().ShouldBeEmpty("told without having been asked, it is where the other is");
        var choices = steps.SelectMany(s => s).ToList();
        choices.Count.ShouldBe(strategy.PlannedTrials);
        choices.Select(c => c.Rows).ShouldBeUnique();
        choices.Max(c => c.Score).ShouldBe(0.8, "the top of the hill: both modalities' second taps in all four rows");
    }

    [Fact]
    public void The_strategy_ends_where_a_study_has_more_than_it_wants()
    {
        var space = new MfasSpace([new Tap("a", "1", 2), new Tap("b", "1", 3)], new MfasShape { Rows = 1 }, 3);
        using var strategy = new HillClimbing(space, 5, 3, seed: 1);
        strategy.Ask().Count.ShouldBe(3, "a used-up space, of two choices, stops nothing");
        strategy.Tell([.. Enumerable.Range(0, 4).Select(i => new ScoredChoice(space.Encode(space.Sample((ulong)i)), null))]);
        strategy.Ask().ShouldBeEmpty();
    }

    [Fact]
    public void The_method_of_adapting_makes_covariances_alike()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var method = new Coral(new MethodPlan { Encoder = new ToyFrames(random.Initial), Classes = 3, Random = random });
        var labels = Tensor.From([0L, 1, 1, 2], 4);
        var (source, target) = (new DomainBatch(Clips(1), labels), new DomainBatch(Clips(2), labels));
        var loss = method.Loss(source, target, new TrainingPlace(0, 0, 1));
        loss.Total.Backward();
        method.NamedParameters().ShouldAllBe(p => p.Tensor.Grad != null);
        Part(loss).ShouldBeGreaterThan(0);
        Part(method.Loss(source, source, new TrainingPlace(0, 0, 1))).ShouldBe(0, 1e-9);
        method.Scores(source.Clips).Shape.ShouldBe([4, 3]);

        static Tensor Clips(uint k) => CdarFiller.Fill([4, 1, 3, 4, 6, 6], k, 1);
        static double Part(AdaptationLoss loss) => loss.Parts.Single(p => p.Name is "loss_coral").Value.Item();
    }

    [Fact]
    public void The_encoder_of_clips_sees_what_moves_alone()
    {
        using var scope = new TensorScope();
        using var random = new NetworkRandom(1);
        using var encoder = new FrameDifferences([4, 6], random);
        var described = encoder.Describe(CdarFiller.Fill([2, 3, 5, 16, 16], 1, 1));
        described.Shape.ShouldBe([2, encoder.Channels, 4]);
        (described * Tensor.RandomNormal(described.Shape, random.Initial)).Sum().Backward();
        encoder.NamedParameters().ShouldAllBe(p => p.Tensor.Grad != null);

        encoder.Eval();
        encoder.Describe(Still(1)).BitwiseEquals(encoder.Describe(Still(2))).ShouldBeTrue();
        static Tensor Still(uint k) => CdarFiller.Fill([1, 3, 1, 16, 16], k, 1).Expand(1, 3, 5, 16, 16);
    }

    private static bool SourceHolds(string lines) => SourceFolders
        .SelectMany(top => Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, top), "*.cs", SearchOption.AllDirectories))
        .Any(file => File.ReadAllText(file).Contains(lines.TrimEnd('\n'), StringComparison.Ordinal));

    private static void Write(TemporaryFolder folder)
    {
        foreach (var (split, count) in new[] { (Split.Train, 6), (Split.Dev, 4), (Split.Test, 4) })
        {
            var word = split.ToString().ToLowerInvariant();
            NpyWriter.Write(folder[$"labels_{word}.npy"], NdArray.From([.. Enumerable.Range(0, count).Select(i => (long)(i % 5))], count));
            foreach (var modality in new GaitTask().Modalities)
            {
                var values = Enumerable.Range(0, count * 3 * 128).Select(i => MathF.Sin(i)).ToArray();
                NpyWriter.Write(folder[$"{modality.Name}_{word}.npy"], NdArray.From(values, count, 3, 128));
            }
        }
    }
}
