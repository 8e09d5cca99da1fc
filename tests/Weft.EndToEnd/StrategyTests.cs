using Shouldly;
using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Every strategy on every space, and what is refused.</summary>
public sealed class StrategyTests(PreparedData prepared)
{
    [Theory]
    [InlineData("mfas", "surrogate")]
    [InlineData("mfas", "random")]
    [InlineData("mfas", "evolution")]
    [InlineData("bmnas", "surrogate")]
    [InlineData("bmnas", "random")]
    [InlineData("bmnas", "evolution")]
    public async Task Every_strategy_searches_every_space_within_its_trials(string method, string strategy)
    {
        using var folder = new TemporaryFolder();
        var (data, run) = (await prepared.CopyEncodedAsync(folder["data"]), folder["run"]);
        var result = await WeftProgram.RunAsync(SmallRun.Trials(
            method, data, run, "--strategy", strategy, "--trials", "4", "--search-only", "--set", "surrogate.firstStep=2"));

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe($"genotype: {Path.Combine(run, "genotype.json")}\n");
        var trials = Studies.Read(run);
        trials.Count.ShouldBe(4);
        trials.Select(t => t.Step).ShouldBe([0, 0, 1, 1]);
        trials.ShouldAllBe(t => t.Result!.Score != null && t.Attempts == 1);
        trials.Count(t => t.Proposal.Predicted is not null).ShouldBe(strategy == "surrogate" ? 2 : 0);
        var genotype = await File.ReadAllTextAsync(Path.Combine(run, "genotype.json"), TestContext.Current.CancellationToken);
        trials.Select(t => t.Proposal.Genotype).ShouldContain(genotype);
        genotype.ShouldContain($"\"space\":\"{method}\"");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_trials_and_another_seed_others()
    {
        using var folder = new TemporaryFolder();
        var data = await prepared.CopyEncodedAsync(folder["data"]);
        async Task<string[]> Trials(string run, string seed)
        {
            var result = await WeftProgram.RunAsync(SmallRun.Trials("mfas", data, folder[run], "--search-only", "--seed", seed));
            result.ExitCode.ShouldBe(0, result.Error);
            return Studies.Essence(Studies.Read(folder[run]));
        }

        var first = await Trials("first", "7");
        (await Trials("again", "7")).ShouldBe(first);
        (await Trials("other", "8")).ShouldNotBe(first);
    }

    [Theory]
    [InlineData("mfas", "--strategy bilevel", "strategy: mfas has no supernet", "surrogate, random, evolution")]
    [InlineData("mfas", "--strategy surogate", "strategy: there is no 'surogate'", "did you mean 'surrogate'?")]
    [InlineData("bmnas", "--strategy bilvel", "strategy: there is no 'bilvel'", "did you mean 'bilevel'?")]
    [InlineData("mfas", "--strategy grid", "strategy: there is no 'grid'", "there are surrogate, random, evolution")]
    [InlineData("mfas", "--trials 0", "--trials is 0", "at least 1")]
    [InlineData("mfas", "--trials -3", "--trials is -3", "at least 1")]
    [InlineData("mfas", "--trials many", "'many' for option '--trials'", "expected a whole number")]
    [InlineData("bmnas", "--trials 5", "--trials is for searches by trials", "--strategy surrogate, random or evolution")]
    [InlineData("mfas", "--set trials.leaseSeconds=0.1", "'trials.leaseSeconds' is 0.1", "between 1 and 1000000")]
    [InlineData("mfas", "--set evolution.tournament=99", "evolution", "tournament is 99, but the population is only 45")]
    [InlineData("mfas", "--set surrogate.sample=3", "surrogate.sample", "did you mean 'surrogate.samples'?")]
    [InlineData("bmnas", "--strategy random --set trials.shareWeights=true", "trials.shareWeights", "only mfas has layers")]
    public async Task What_cannot_be_searched_is_refused_before_anything_is_written(string method, string more, string place, string advice)
    {
        using var folder = new TemporaryFolder();
        var data = prepared.CopyTo(folder["data"]);
        var result = await WeftProgram.RunAsync(["search", method, "--data", data, "--run", folder["run"], .. more.Split(' ')]);
        BadInputTests.Told(result, 2, place, advice);
        BadInputTests.NothingLeft(folder, data);
    }
}
