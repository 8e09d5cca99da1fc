using Shouldly;
using Weft.Experiments;
using Weft.Experiments.Methods;

namespace Weft.Tests.Experiments.Methods;

/// <summary>What the published programs do on each data set (BM-NAS specification 2.1 to 2.3; MFAS specification 0, 4 and Q9).</summary>
public sealed class ReferenceRulesTests
{
    [Theory]
    [InlineData("bmnas", "avmnist", EncoderMode.Cached, false, true, false, true)]
    [InlineData("bmnas", "mmimdb", EncoderMode.Train, true, true, false, true)]
    [InlineData("bmnas", "ntu", EncoderMode.Train, true, true, true, true)]
    [InlineData("bmnas", "egogesture", EncoderMode.Eval, false, true, true, true)]
    [InlineData("mfas", "avmnist", EncoderMode.Train, false, true, true, false)]
    [InlineData("mfas", "ntu", EncoderMode.Train, false, false, true, true)]
    [InlineData("mfas", "mmimdb", EncoderMode.Train, false, false, true, true)]
    public void Each_program_has_its_own(
        string method, string task, EncoderMode encoders, bool trainsEncoders, bool choosesOnTest, bool countsDev, bool shuffles)
    {
        var rules = FusionMethods.Find(method);
        rules.ReferenceEncoders(task).ShouldBe(encoders);
        rules.ReferenceTrainsEncoders(task).ShouldBe(trainsEncoders);
        rules.ReferenceChoosesOnTest(task).ShouldBe(choosesOnTest);
        rules.ReferenceCountsDev(task).ShouldBe(countsDev);
        rules.ReferenceShuffles(task).ShouldBe(shuffles);
    }

    [Theory]
    [InlineData(DevChoice.Auto, true, true)]
    [InlineData(DevChoice.Auto, false, false)]
    [InlineData(DevChoice.Test, false, true)]
    [InlineData(DevChoice.Holdout, true, false)]
    public void A_switch_that_is_set_counts_more(DevChoice set, bool published, bool chooses) =>
        new SwitchSettings { Dev = set }.ChoosesOnTest(published).ShouldBe(chooses);
}
