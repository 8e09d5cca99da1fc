using Shouldly;
using Weft.Data.Formats;
using Weft.Runs;
using Weft.Runs.Html;
using Weft.Testing;

namespace Weft.Tests.Runs.Html;

public sealed class ExamplePicturesTests
{
    // The start of a picture of 300 columns and 200 rows: a comment, then the frame header.
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 200, 1, 44, 3, 1, 0x22, 0, 2, 0x11, 1];

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("examples/../secret.png")]
    [InlineData("examples/a/../../secret.png")]
    [InlineData("/etc/passwd")]
    [InlineData("examples/a.svg")]
    [InlineData("examples/.png")]
    [InlineData("examples/a.png\n")]
    [InlineData("examples\\a.png")]
    [InlineData("https://example.org/a.png")]
    [InlineData("examples/\"><script>.png")]
    public void A_path_that_is_not_a_picture_below_the_run_is_refused(string path)
    {
        using var folder = new TemporaryFolder();
        PngWriter.Write(folder["secret.png"], new byte[3], 1, 1);
        Directory.CreateDirectory(folder["run/examples/a"]);
        var (pictures, problems) = Read(folder["run"], path);
        pictures.ShouldBeEmpty();
        problems.ShouldBe([$"The picture {path} is left out: pictures are files examples/NAME.png or examples/NAME.jpg of the run folder."]);
    }

    [Fact]
    public void Pictures_are_known_by_their_bytes()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["examples"]);
        PngWriter.Write(folder["examples/a.jpg"], new byte[6], 2, 1);
        File.WriteAllBytes(folder["examples/b.jpeg"], Jpeg);
        File.WriteAllText(folder["examples/c.png"], "<svg onload='alert(1)'/>");
        var huge = PngWriter.Encode(new byte[3], 1, 1);
        huge[17] = 1;
        File.WriteAllBytes(folder["examples/d.png"], huge);
        File.WriteAllBytes(folder["examples/e.jpg"], Jpeg[..12]);
        File.WriteAllBytes(folder["examples/f.png"], new byte[ExamplePictures.LongestFile + 1]);
        var (pictures, problems) = Read(folder.Path, [.. "abcdefg".Select(name => $"examples/{name}.{(name is 'a' or 'e' ? "jpg" : name is 'b' ? "jpeg" : "png")}")]);
        pictures["examples/a.jpg"].ShouldSatisfyAllConditions(
            picture => picture.MediaType.ShouldBe("image/png"), picture => (picture.Width, picture.Height).ShouldBe((2, 1)));
        pictures["examples/b.jpeg"].ShouldBe(new ExamplePicture("image/jpeg", Convert.ToBase64String(Jpeg), 300, 200));
        pictures.Count.ShouldBe(2);
        const string odd = "is left out: it is not a PNG or JPEG picture of at most 8192 pixels a side.";
        problems.ShouldBe(
        [
            $"The picture examples/c.png {odd}", $"The picture examples/d.png {odd}", $"The picture examples/e.jpg {odd}",
            "The picture examples/f.png is left out: it is longer than 1 MiB.", "The picture examples/g.png is left out: there is no such file.",
        ]);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run/examples"]);
        Directory.CreateDirectory(folder["other"]);
        PngWriter.Write(folder["secret.png"], new byte[3], 1, 1);
        File.CreateSymbolicLink(folder["run/examples/a.png"], folder["secret.png"]);
        Read(folder["run"], "examples/a.png").Problems.ShouldBe(["The picture examples/a.png is left out: it is a link."]);
        Directory.CreateSymbolicLink(folder["other/examples"], folder["run/examples"]);
        PngWriter.Write(folder["run/examples/b.png"], new byte[3], 1, 1);
        Read(folder["other"], "examples/b.png").Problems.ShouldBe(["The picture examples/b.png is left out: it is a link."]);
        Read(folder["run"], "examples/b.png").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void At_most_forty_are_shown_and_many_refusals_stay_short()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["examples"]);
        var names = Enumerable.Range(0, 60).Select(i => $"examples/{i}.png").ToArray();
        Read(folder.Path, names).Problems.Count.ShouldBe(9);
        Read(folder.Path, names).Problems[^1].ShouldBe("52 more pictures are left out.");
        foreach (var name in names)
        {
            PngWriter.Write(folder[name], new byte[3], 1, 1);
        }

        var (pictures, problems) = Read(folder.Path, names);
        pictures.Count.ShouldBe(40);
        problems.ShouldBe(["The examples name 60 pictures; the first 40 that can be read are shown."]);
    }

    private static (Dictionary<string, ExamplePicture> Pictures, List<string> Problems) Read(string folder, params string[] paths)
    {
        var problems = new List<string>();
        var report = new RunReport
        {
            Kind = "train",
            Task = "t",
            Method = "m",
            Examples = [.. paths.Select(path => new ExampleReport { Kind = ExampleKind.Question, Picture = path })],
        };
        return (ExamplePictures.Read(folder, report, problems), problems);
    }
}
