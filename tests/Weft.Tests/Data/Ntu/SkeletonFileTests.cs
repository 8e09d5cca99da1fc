using System.Text;
using Shouldly;
using Weft.Data.Ntu;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Ntu;

public sealed class SkeletonFileTests
{
    private static readonly string Joint = "0.5 -1 2e-1 0 0 0 0 0 0 0 0 2\n";

    [Theory]
    [InlineData("bmnas", "data.npz", "skel_parsed")]
    [InlineData("mfas", "ntu.npz", "skeleton_file/parsed")]
    public void The_published_samples_are_parsed_as_by_the_published_code(string system, string file, string array)
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile(system, file);
        var expected = golden[array];
        var frames = SkeletonFile.Read(TestPaths.Golden(system, "sample.skeleton"));
        frames.ShouldBe(expected.Permute(1, 0, 2, 3).Contiguous().ToArray<float>());
    }

    [Fact]
    public void Third_bodies_are_passed_over_and_what_is_no_number_is_zero()
    {
        var frames = Parse("2\n0\n3\n" + Body("1 2 3 4\n") + Body("nan NaN 6\n") + Body("7 8 9\n"));
        frames.Length.ShouldBe(2 * SkeletonFile.FrameValues);
        frames[..SkeletonFile.FrameValues].ShouldAllBe(v => v == 0);
        var second = frames[SkeletonFile.FrameValues..];
        Enumerable.Range(0, 3).Select(axis => second[axis * 50]).ShouldBe([1, 2, 3]);
        Enumerable.Range(0, 3).Select(axis => second[(axis * 50) + 1]).ShouldBe([0, 0, 6]);
    }

    [Fact]
    public void Line_ends_of_other_systems_and_a_missing_last_one_do_not_matter() =>
        Parse(("1\n1\n" + Body(Joint)).TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal)).ShouldBe(Parse("1\n1\n" + Body(Joint)));

    [Theory]
    [InlineData("", "ends behind line 0, before its last frame does: it is truncated; get it again")]
    [InlineData("12\n1\n", "ends behind line 2, before its last frame does: it is truncated")]
    [InlineData("0\n", "has no frames: its skeleton is missing")]
    [InlineData("2\n0\n0\n", "has no body in any frame: its skeleton is missing")]
    [InlineData("x\n", "line 1: 'x' is no number of frames")]
    [InlineData("3.5\n", "line 1: '3.5' is no number of frames")]
    [InlineData("-1\n", "line 1: '-1' cannot be the number of frames, which is at most 16384")]
    [InlineData("2000000000\n", "line 1: '2000000000' cannot be the number of frames")]
    [InlineData("99999999999999999999\n", "line 1: '99999999999999999999' is no number of frames")]
    [InlineData("1\n1000000000\n", "line 2: '1000000000' cannot be the number of bodies, which is at most 64")]
    [InlineData("1\n1\ninfo\n24\n", "line 4: '24' is not the number of joints, which is 25")]
    [InlineData("1\n1\ninfo\n25\n0.1 0.2\n", "line 5: '0.1 0.2' has fewer than the 3 coordinates of a joint")]
    [InlineData("1\n1\ninfo\n25\n0.1 zero 0.2\n", "line 5: 'zero' is no coordinate of a joint; get the file again")]
    [InlineData("1\n1\ninfo\n25\n0.1 1e400 0.2\n", "line 5: '1e400' is no coordinate of a joint")]
    [InlineData("1\n1\ninfo\n25\n0.1 1e39 0.2\n", "line 5: '1e39' is no coordinate of a joint")]
    [InlineData("1\n1\ninfo\n25\n0.1 \u0001\u0002 0.2\n", "line 5: '??' is no coordinate of a joint")]
    public void What_is_wrong_is_named_with_its_line(string text, string problem) =>
        Should.Throw<InvalidFileException>(() => Parse(text)).Message.ShouldStartWith($"clip.skeleton: {problem}");

    [Fact]
    public void Long_junk_is_quoted_in_short()
    {
        var problem = Should.Throw<InvalidFileException>(() => Parse(new string('a', 100_000))).Message;
        problem.ShouldContain($"line 1: '{new string('a', 40)}…' is no number of frames");
    }

    [Fact]
    public void A_folder_or_nothing_in_its_place_is_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidFileException>(() => SkeletonFile.Read(folder["x.skeleton"])).Message.ShouldEndWith("x.skeleton: is not there");
    }

    [Fact]
    public void Any_cut_of_a_file_is_noticed()
    {
        var text = "2\n1\n" + Body(Joint) + "1\n" + Body(Joint);
        for (var length = 0; length < text.Length - Joint.Length; length += 7)
        {
            Should.Throw<InvalidFileException>(() => Parse(text[..length]));
        }
    }

    private static string Body(string joint) => "72057594037920 0 1 1 0 0 1 0.1 0.2 2\n25\n" + string.Concat(Enumerable.Repeat(joint, 25));

    private static float[] Parse(string text) => SkeletonFile.Parse(Encoding.UTF8.GetBytes(text), "clip.skeleton");
}
