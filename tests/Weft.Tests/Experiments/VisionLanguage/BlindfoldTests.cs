using Shouldly;
using Weft.Data.Regions;
using Weft.Experiments.VisionLanguage;
using Weft.Search;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>What a rival is not shown does not reach it: another hidden input changes no number.</summary>
public sealed class BlindfoldTests
{
    [Theory]
    [InlineData("vqa", Blindfold.Text)]
    [InlineData("vqa", Blindfold.Regions)]
    [InlineData("vgd", Blindfold.Text)]
    public void Another_hidden_input_changes_nothing(string name, Blindfold blind)
    {
        var (usual, other) = (Outcome(name, blind, Change.Nothing), Outcome(name, blind, blind == Blindfold.Text ? Change.Text : Change.Features));
        other.Loss.ShouldBe(usual.Loss);
        other.Result.ShouldBe(usual.Result);
        Outcome(name, blind, blind == Blindfold.Text ? Change.Features : Change.Text).Loss.ShouldNotBe(usual.Loss, "what is shown must count");
        var seen = Outcome(name, Blindfold.None, Change.Nothing).Loss;
        Outcome(name, Blindfold.None, Change.Text).Loss.ShouldNotBe(seen);
        Outcome(name, Blindfold.None, Change.Features).Loss.ShouldNotBe(seen);
    }

    [Theory]
    [InlineData(Blindfold.Text)]
    [InlineData(Blindfold.Regions)]
    public void Retrieval_without_one_side_ranks_all_alike(Blindfold blind)
    {
        using var bench = new SentenceBench("itm");
        using var task = bench.Task();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        var result = task.Measure(network, task.Part("test"), blind, bench.Run["result.json"], bench.Run.Context());

        // Equal scores keep their order, so that the first of all candidates is always found.
        var direction = result.Retrieval!.Count(r => r.RecallAt1 == 0.25);
        direction.ShouldBeGreaterThan(0);
        var free = task.Measure(network, task.Part("test"), Blindfold.None, bench.Run["free.json"], bench.Run.Context());
        File.ReadAllText(bench.Run["free.json"]).ShouldNotBe(File.ReadAllText(bench.Run["result.json"]));
        free.Samples.Length.ShouldBe(4);
    }

    [Fact]
    public void A_sentence_alone_cannot_point_so_grounding_has_no_such_rival()
    {
        using var bench = new SentenceBench("vgd");
        using var task = bench.Task();
        task.Singles.ShouldBe([("image", Blindfold.Text)]);
    }

    private static (double Loss, string Result) Outcome(string name, Blindfold blind, Change change)
    {
        // The same words first, so that each has the same number whatever is asked where.
        string[] Words(int region) => ((region + (change == Change.Text ? 1 : 0)) % 3) switch { 0 => ["red", "blue"], 1 => ["red", "red", "blue"], _ => ["red"] };
        string Ask(int question) => ((question + (change == Change.Text ? 1 : 0)) % 4) switch
        {
            0 => "is it red or blue",
            1 => "is blue it or red there",
            2 => "there",
            _ => "red or red",
        };
        using var bench = new SentenceBench(name, make: folder =>
        {
            if (name == "vqa")
            {
                SmallSentences.Answers(folder, ask: Ask);
            }
            else
            {
                SmallSentences.Grounding(folder, words: Words);
            }

            foreach (var path in change == Change.Features ? Directory.GetFiles(folder, "*.npz", SearchOption.AllDirectories) : [])
            {
                var file = RegionFile.Read(path);
                RegionFileWriter.Write(path, file with { Features = [.. file.Features.Select((f, i) => f + (0.1f * (i % 7)))] });
            }
        });
        using var task = bench.Task();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        network.Eval();
        using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 10, Seed = 4, Blind = blind });
        using var pass = work.Train.Begin(0);
        var loss = work.Differentiate(pass.Next(Device.Cpu), 1);
        task.Measure(network, task.Part("val"), blind, bench.Run["result.json"], bench.Run.Context());

        // The tokens themselves are part of grounding's file.
        var result = File.ReadAllText(bench.Run["result.json"]);
        return (loss, name == "vqa" ? result : string.Concat(result.Split("\"bbox\"").Skip(1).Select(r => r.Split("\"target\"")[0])));
    }

    private enum Change
    {
        Nothing,
        Text,
        Features,
    }
}
