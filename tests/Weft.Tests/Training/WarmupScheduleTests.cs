using Shouldly;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class WarmupScheduleTests
{
    [Theory]
    [InlineData("vqa", 0)]
    [InlineData("itm", 0)]
    [InlineData("vqa_resumed_from_epoch11", 11)]
    public void Rates_are_those_of_the_published_code(string name, int start)
    {
        var golden = GoldenJson.Read("mmnas", "lr_schedule.json", name);
        int[] decays = golden.TryGetProperty("decay_at", out var list) ? list.Integers() : [10, 12];
        var schedule = new WarmupSchedule(golden.GetProperty("lr_base").GetDouble(), golden.GetProperty("epoch_steps").GetInt32(), decays);
        schedule.BeginAt(start, Compatibility.Reference);
        foreach (var rate in golden.GetProperty("lr").Doubles())
        {
            schedule.Next().ShouldBe(rate, 1e-12 * rate);
        }
    }

    [Fact]
    public void A_sound_resume_goes_on_with_the_rates_of_a_run_that_was_never_stopped()
    {
        var whole = new WarmupSchedule(1.2e-4, 5, [10, 12]);
        var rates = Enumerable.Range(0, 65).Select(_ => whole.Next()).ToList();
        for (var epoch = 0; epoch <= 12; epoch++)
        {
            var resumed = new WarmupSchedule(1.2e-4, 5, [10, 12]);
            resumed.BeginAt(epoch, Compatibility.Sound);
            Enumerable.Range(0, 65 - (5 * epoch)).Select(_ => resumed.Next()).ShouldBe(rates.Skip(5 * epoch), $"epoch {epoch}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Goes_on_from_its_state_within_an_epoch(int steps)
    {
        var one = new WarmupSchedule(1.5e-4, 2, [5], decay: 0.1, warmupEpochs: 1);
        for (var i = 0; i < steps; i++)
        {
            one.Next();
        }

        var two = new WarmupSchedule(1.5e-4, 2, [5], decay: 0.1, warmupEpochs: 1);
        two.Load(one.Save());
        Enumerable.Range(0, 9).Select(_ => two.Next()).ShouldBe(Enumerable.Range(0, 9).Select(_ => one.Next()));
        two.Epoch.ShouldBe((steps + 9) / 2);
    }

    [Fact]
    public void Values_out_of_range_get_a_sentence()
    {
        Should.Throw<UsageException>(() => new WarmupSchedule(0, 5, [])).Message
            .ShouldBe("A warm-up schedule needs a rate above 0, at least 1 step in an epoch, a decay above 0 and at most 1, and 0 or more epochs of warm-up; these are 0, 5, 0.2, 3.");
        Should.Throw<UsageException>(() => new WarmupSchedule(1, 0, []));
        Should.Throw<UsageException>(() => new WarmupSchedule(1, 1, [], decay: double.NaN));
        var begun = new WarmupSchedule(1, 5, []);
        begun.Next();
        Should.Throw<UsageException>(() => begun.BeginAt(2, Compatibility.Sound)).Message
            .ShouldBe("A schedule can begin at an epoch from 0 on, before its first step; the epoch is 2, after 1 steps.");
    }
}
