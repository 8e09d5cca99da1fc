using Shouldly;
using Weft.Data;
using Weft.Data.AvMnist;

namespace Weft.Tests.Data.AvMnist;

public sealed class SyntheticNoiseTests
{
    [Fact]
    public void Each_item_draws_its_own_noise_and_again_the_same()
    {
        var firsts = new HashSet<float>();
        foreach (var split in Enum.GetValues<Split>())
        {
            for (var item = 0; item < 100; item++)
            {
                var window = Draw(split, item, out var name);
                firsts.Add(window[0]);
                Draw(split, item, out var again).ShouldBe(window);
                again.ShouldBe(name);
            }
        }

        firsts.Count.ShouldBe(300);
    }

    [Fact]
    public void All_kinds_occur_and_the_dark_ones_have_less_high_frequency()
    {
        var brightness = new Dictionary<string, double>();
        for (var item = 0; item < 40; item++)
        {
            var window = Draw(Split.Train, item, out var name);
            var differences = window.Zip(window.Skip(1), (a, b) => b - a).ToArray();
            brightness[name] = NoiseMixer.Power(differences) / NoiseMixer.Power(window);
        }

        brightness.Keys.Order().ShouldBe(["brown", "modulated", "pink", "white"]);
        brightness["white"].ShouldBe(2, 0.2);
        brightness["modulated"].ShouldBe(2, 0.2);
        brightness["pink"].ShouldBeInRange(0.2, 1);
        brightness["brown"].ShouldBeLessThan(0.1);
    }

    private static float[] Draw(Split split, int item, out string name)
    {
        var random = ItemRandom.For(9, (int)split, item);
        var window = new float[4000];
        name = new SyntheticNoise().Draw(split, ref random, window).Name;
        return window;
    }
}
