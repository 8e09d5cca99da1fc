using Shouldly;
using Weft.Data.Ntu;
using Weft.Torch;

namespace Weft.Tests.Data.Ntu;

public sealed class SkeletonMotionTests
{
    private const int Values = SkeletonFile.FrameValues;

    [Theory]
    [InlineData("bmnas", "data.npz", "skel_parsed", "skel_centred")]
    [InlineData("mfas", "ntu.npz", "interp/in_T47", "norm/out_first4frames")]
    public void Centring_by_the_published_rules_is_the_published_one(string system, string file, string input, string output)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(system, file);
        var (frames, expected) = (Frames(golden[input]), Frames(golden[output]));
        Centred(frames[..expected.Length], Compatibility.Reference).ShouldBe(expected);
    }

    [Theory]
    [InlineData("bmnas", "data.npz", "skel_centred", "skel_interp32")]
    [InlineData("bmnas", "data.npz", "skel_in90", "skel_interp90_to_32")]
    [InlineData("mfas", "ntu.npz", "interp/in_T47", "interp/out_T32")]
    public void Interpolation_is_the_published_one(string system, string file, string input, string output)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(system, file);
        var motion = new float[3 * 32 * 50];
        SkeletonMotion.Interpolate(Frames(golden[input]), motion);
        TensorAssert.Close(Tensor.From(motion, 3, 32, 25, 2), golden[output], 1e-5, 1e-6, output);
    }

    [Fact]
    public void A_body_that_is_absent_stays_at_zero_by_sound_rules_and_is_minus_the_origin_by_the_published()
    {
        var one = Enumerable.Range(0, Values).Select(i => i % 2 == 0 ? i + 1f : 0).ToArray();
        var sound = Centred(one, Compatibility.Sound);
        var reference = Centred(one, Compatibility.Reference);
        for (var i = 0; i < Values; i++)
        {
            var origin = one[(i / 50 * 50) + 2];
            sound[i].ShouldBe(i % 2 == 0 ? one[i] - origin : 0);
            reference[i].ShouldBe(one[i] - origin);
        }

        // Who is there moves along, even where a joint lies at 0.
        one[3] = 5;
        Centred(one, Compatibility.Sound).ShouldBe(Centred(one, Compatibility.Reference));
    }

    [Fact]
    public void Random_cuts_have_the_published_lengths()
    {
        foreach (var crop in GoldenJson.Read("bmnas", "data_cases.json", "augcrop_skel").EnumerateArray())
        {
            SkeletonMotion.CroppedLength(crop.GetProperty("T").GetInt32(), crop.GetProperty("rand").GetDouble())
                .ShouldBe(crop.GetProperty("cropped").GetInt32(), crop.ToString());
        }
    }

    private static float[] Frames(Tensor tensor) => tensor.Permute(1, 0, 2, 3).Contiguous().ToArray<float>();

    private static float[] Centred(float[] frames, Compatibility rules)
    {
        var centred = new float[frames.Length];
        for (var f = 0; f < frames.Length; f += Values)
        {
            SkeletonMotion.Centre(frames.AsSpan(f, Values), rules, centred.AsSpan(f, Values));
        }

        return centred;
    }
}
