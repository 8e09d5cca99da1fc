using Shouldly;
using Weft.Torch.Modules;
using Xunit;

namespace Weft.Torch.Tests.Modules;

public sealed class LstmTests : TorchTest
{
    private readonly Generator generator = new(1);

    [Fact]
    public void ValuesAndGradientsArePyTorchs()
    {
        using var lstm = new Lstm(3, 2, generator, layers: 2, bidirectional: true);
        Fill(lstm);
        var x = Leaf(0, 4, 2, 3);
        var (output, hidden, cell) = lstm.Forward(x);
        BackwardWeighted(output);
        output.ShouldHold(
        [
            0.0140095735, 0.09024489, -0.038683593, 0.6791183, -0.0077885385, 0.09394017, -0.032687806, 0.6403603,
            0.028127162, 0.15768768, -0.04615337, 0.63942605, 0.0018479282, 0.13930903, -0.047354355, 0.63329476,
            0.021985412, 0.18287124, -0.05193418, 0.54295754, 0.027827913, 0.16561292, -0.06397595, 0.58616126, 0.026431369,
            0.18703955, -0.060868576, 0.36987165, 0.04721058, 0.18673708, -0.061915796, 0.3765924
        ]);
        hidden.ShouldHold(
        [
            0.024541026, 0.34333438, -0.08871126, 0.49541232, 0.21169393, -0.04173353, 0.36438996, -0.09366284, 0.026431369,
            0.18703955, 0.04721058, 0.18673708, -0.038683593, 0.6791183, -0.032687806, 0.6403603
        ]);
        cell.ShouldHold(
        [
            0.04409009, 1.6337752, -0.29543865, 1.4201964, 0.24278492, -0.1384029, 0.6605426, -0.19108194, 0.13939086,
            0.31594506, 0.29056722, 0.33783728, -0.12410162, 1.8134031, -0.09243049, 1.7814876
        ]);
        x.Grad.ShouldHold(
        [
            -0.016604554, 0.018907452, -0.020477906, -0.00747053, -0.0109476885, -0.014575792, -0.0065516, 0.0018091416,
            -0.009484415, 0.005100843, -0.0049918466, 0.0012965258, 0.0011882407, 0.0019209754, 0.0003112955, 0.01824931,
            -0.012532369, 0.020733522, 0.0022635811, -0.0009209532, -0.0034160968, 0.017104527, -0.007979461, 0.019733448
        ]);
        lstm.State()["weight_hh_l0_reverse"].Grad.ShouldHold(
        [
            0.0023564072, -0.0010068425, 0.0023774994, -0.000878482, -0.0021231838, 0.000113247705, 3.4542703e-05,
            -4.7597947e-05, -0.010460465, 0.0012853547, 0.00011347595, 2.8718801e-05, 0.0038082753, -0.0015777745,
            0.0013946408, -0.00054394663
        ]);
        lstm.State()["bias_ih_l1"].Grad.ShouldHold(
        [
            -0.009485382, 0.0868513, -0.00033744395, 0.038937636, -0.19106813, 0.30139238, -0.027713861, 0.06468707
        ]);
    }

    [Fact]
    public void NamesAndOrderArePyTorchs()
    {
        using var lstm = new Lstm(3, 2, generator, layers: 2, bidirectional: true);
        string[] kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];
        string[] suffixes = ["l0", "l0_reverse", "l1", "l1_reverse"];
        lstm.NamedParameters().Select(p => p.Name).ShouldBe(suffixes.SelectMany(s => kinds.Select(k => $"{k}_{s}")));
        lstm.State()["weight_ih_l1"].ShouldHaveShape(8, 4);
        using var plain = new Lstm(3, 2, generator, withBias: false);
        plain.NamedParameters().Select(p => p.Name).ShouldBe(["weight_ih_l0", "weight_hh_l0"]);
        plain.Forward(Tensor.Zeros([5, 1, 3])).Output.ShouldHaveShape(5, 1, 2);
    }

    [Fact]
    public void BatchFirstIsTheSameTransposed()
    {
        using var lengthFirst = new Lstm(3, 2, generator);
        using var batchFirst = new Lstm(3, 2, generator, batchFirst: true);
        batchFirst.LoadState(lengthFirst.State());
        var x = Pattern(0, 4, 2, 3);
        var (a, hidden, _) = lengthFirst.Forward(x);
        var (b, sameHidden, _) = batchFirst.Forward(x.Transpose(0, 1));
        b.ShouldHaveShape(2, 4, 2);
        b.Transpose(0, 1).BitwiseEquals(a).ShouldBeTrue();
        sameHidden.BitwiseEquals(hidden).ShouldBeTrue();
    }

    [Fact]
    public void StatesContinueASequence()
    {
        using var lstm = new Lstm(3, 2, generator, layers: 2);
        var x = Pattern(0, 4, 2, 3);
        var whole = lstm.Forward(x).Output;
        var (first, hidden, cell) = lstm.Forward(x.Narrow(0, 0, 2));
        var second = lstm.Forward(x.Narrow(0, 2, 2), hidden, cell).Output;
        Tensor.Cat([first, second], 0).ShouldHold([.. whole.ToArray<float>()]);
    }

    [Fact]
    public void DropoutIsBetweenLayersAndFromTheGenerator()
    {
        using var masks = new Generator(7);
        using var lstm = new Lstm(3, 4, masks, layers: 2, bidirectional: true, dropout: 0.5);
        using var plain = new Lstm(3, 4, generator, layers: 2, bidirectional: true);
        plain.LoadState(lstm.State());
        var x = Pattern(0, 5, 2, 3);
        masks.Seed(3);
        var once = lstm.Forward(x);
        masks.Seed(3);
        lstm.Forward(x).Output.BitwiseEquals(once.Output).ShouldBeTrue();
        lstm.Forward(x).Output.BitwiseEquals(once.Output).ShouldBeFalse();
        var undropped = plain.Forward(x);
        once.Hidden.ShouldHaveShape(4, 2, 4);
        once.Cell.Narrow(0, 0, 2).ShouldHold([.. undropped.Cell.Narrow(0, 0, 2).ToArray<float>()]);
        lstm.Eval();
        lstm.Forward(x).Output.BitwiseEquals(undropped.Output).ShouldBeTrue();
    }

    [Fact]
    public void InitialValuesAreUniformInOneOverTheRootOfTheState()
    {
        using var lstm = new Lstm(30, 25, generator);
        foreach (var (_, parameter) in lstm.NamedParameters())
        {
            parameter.Detach().Abs().Amax([]).Item().ShouldBeInRange(0.19, 0.2000001);
        }

        InitializersTests.ShouldBeUniform(lstm.State()["weight_ih_l0"], 0.2);
    }

    [Fact]
    public void WrongSettingsAreRefused()
    {
        Should.Throw<UsageException>(() => new Lstm(3, 2, generator, layers: 0));
        Should.Throw<UsageException>(() => new Lstm(3, 2, generator, layers: 2, dropout: 1.5));
    }

    protected override void Dispose(bool disposing)
    {
        generator.Dispose();
        base.Dispose(disposing);
    }

    private static void Fill(Lstm lstm)
    {
        var offset = 0;
        foreach (var (_, parameter) in lstm.NamedParameters())
        {
            parameter.Set(Pattern(offset++, parameter.Shape));
        }
    }
}
