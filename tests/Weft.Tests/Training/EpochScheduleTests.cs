using System.Globalization;
using Shouldly;
using Weft.Torch;
using Weft.Training;

namespace Weft.Tests.Training;

public sealed class EpochScheduleTests
{
    [Fact]
    public void TheCosineIsThePublishedOne() =>
        Check("cosine_by_epoch base .1 min 1e-4 total 200", epoch => new CosineSchedule(200, 1e-4).Rate(0.1, epoch));

    [Fact]
    public void StepsAreThePublishedOnes() =>
        Check("step [20,40] gamma .1 base 1e-3", epoch => new StepSchedule([20, 40]).Rate(1e-3, epoch));

    [Fact]
    public void RatesGoWithTheNumberOfDevices()
    {
        foreach (var entry in GoldenJson.Read("cdar", "schedules.json", "calibrated lr").EnumerateObject())
        {
            var words = entry.Name.Split(' ');
            CalibratedRate.Of(double.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[3], CultureInfo.InvariantCulture))
                .ShouldBe(entry.Value.GetDouble(), 1e-15);
        }
    }

    [Fact]
    public void WhatMakesNoScheduleIsRefused()
    {
        Should.Throw<UsageException>(() => new CosineSchedule(0, 0)).Message.ShouldBe(
            "A cosine schedule needs at least one epoch and a minimum of at least 0, not 0 and 0.");
        Should.Throw<UsageException>(() => CalibratedRate.Of(1, 0)).Message.ShouldBe("A training runs on at least one device, not on 0.");
    }

    private static void Check(string name, Func<int, double> rate)
    {
        foreach (var entry in GoldenJson.Read("cdar", "schedules.json", name).EnumerateObject())
        {
            rate(int.Parse(entry.Name, CultureInfo.InvariantCulture)).ShouldBe(entry.Value.GetDouble(), 1e-12, entry.Name);
        }
    }
}
