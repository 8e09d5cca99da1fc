using Shouldly;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class RestartScheduleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Legacy_rule_follows_the_published_code(int index)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("bmnas", "sched.npz");
        var cfg = golden[$"case{index}_cfg"].To(DType.Float64).ToArray<double>();
        var expected = golden[$"case{index}_lr"].To(DType.Float64).ToArray<double>();
        var schedule = new RestartSchedule(cfg[0], cfg[1], cfg[2], cfg[3], cfg[4], RestartRule.Legacy);
        foreach (var rate in expected)
        {
            schedule.Next().ShouldBe(rate, 1e-12);
        }

        schedule.CycleEpochs.ShouldBe(golden[$"case{index}_final_Ti"].Item());
    }

    [Theory]
    [InlineData("avmnist_fork_55000_bs32_Ti1")]
    [InlineData("avmnist_orig_50000_bs32_Ti1")]
    [InlineData("integer_nbpe8_Ti1")]
    [InlineData("frac_nbpe8p5_Ti1")]
    [InlineData("found_Ti5_nbpe40")]
    public void Legacy_rule_follows_MFAS(string name)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mfas", "lr_cosine.npz");
        var meta = GoldenJson.Read("mfas", "golden.json", "lr_meta").GetProperty(name);
        var schedule = new RestartSchedule(
            1e-3,
            1e-6,
            meta.GetProperty("Ti").GetDouble(),
            meta.GetProperty("Tm").GetDouble(),
            meta.GetProperty("num_batches_per_epoch").GetDouble(),
            RestartRule.Legacy);
        var expected = golden[name].ToArray<double>();
        expected.Length.ShouldBe(meta.GetProperty("steps").GetInt32());
        var fired = new List<int>();
        for (var step = 0; step < expected.Length; step++)
        {
            var cycle = schedule.CycleEpochs;
            schedule.Next().ShouldBe(expected[step], 1e-12, $"step {step}");
            if (schedule.CycleEpochs != cycle)
            {
                fired.Add(step);
            }
        }

        fired.ShouldBe(meta.GetProperty("steps_at_which_restart_fires").Integers());
    }

    [Fact]
    public void Exact_rule_restarts_whatever_the_number_of_batches()
    {
        var schedule = new RestartSchedule(1e-3, 1e-6, 1, 2, 8.5, RestartRule.Exact);
        var rates = Enumerable.Range(0, 40).Select(_ => schedule.Next()).ToList();
        rates[9].ShouldBe(1e-6, 1e-12);
        rates[10].ShouldBe(1e-3, 1e-12);
        rates.Skip(10).Take(18).ShouldBe(rates.Skip(10).Take(18).OrderDescending());
        schedule.CycleEpochs.ShouldBe(4);
    }

    [Fact]
    public void Resumes_from_its_state()
    {
        var one = new RestartSchedule(1e-3, 1e-6, 1, 2, 7, RestartRule.Legacy);
        for (var i = 0; i < 11; i++)
        {
            one.Next();
        }

        var two = new RestartSchedule(1e-3, 1e-6, 1, 2, 7, RestartRule.Legacy);
        two.Load(one.Save());
        Enumerable.Range(0, 30).Select(_ => two.Next()).ShouldBe(Enumerable.Range(0, 30).Select(_ => one.Next()));
    }
}
