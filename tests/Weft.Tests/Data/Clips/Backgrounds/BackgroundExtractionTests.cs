using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Backgrounds;

public sealed class BackgroundExtractionTests : IDisposable
{
    private static readonly BackgroundRecipe Png = new() { Format = BackgroundFormat.Png, Threads = 2 };
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_folder_with_pictures_gives_one_and_those_there_are_kept()
    {
        Write("clips/run/a.b", 1, 9, 3);
        Write("clips/run/a.c", 5, 6);
        Write("clips", 7);
        Directory.CreateDirectory(folder["clips/none"]);
        var first = BackgroundExtraction.OfFolder(folder["clips"], folder["out"], Png, cancellation: TestContext.Current.CancellationToken);
        (first.Made, first.Kept, first.Bad.Count).ShouldBe((3, 0, 0));
        PngReader.Read(folder["out/run/a.b.png"]).Pixels.ToArray().ShouldAllBe(v => v == 3);
        PngReader.Read(folder["out/run/a.c.png"]).Pixels.ToArray().ShouldAllBe(v => v == 5);
        PngReader.Read(folder["out/clips.png"]).Pixels.ToArray().ShouldAllBe(v => v == 7);

        File.Delete(folder["out/clips.png"]);
        var second = BackgroundExtraction.OfFolder(folder["clips"], folder["out"], Png, cancellation: TestContext.Current.CancellationToken);
        (second.Made, second.Kept).ShouldBe((1, 2));
    }

    [Fact]
    public void Backgrounds_below_the_clips_are_no_clips()
    {
        Write("clips/one", 1, 9, 3);
        foreach (var kept in new[] { 0, 1 })
        {
            var counts = BackgroundExtraction.OfFolder(
                folder["clips"], folder["clips/medians"], Png, cancellation: TestContext.Current.CancellationToken);
            (counts.Made, counts.Kept).ShouldBe((1 - kept, kept));
        }
    }

    [Fact]
    public void As_published_names_with_dots_collide()
    {
        BackgroundExtraction.PathOf("/out", "run/a.b", new BackgroundRecipe { Reference = true }).ShouldBe("/out/run/a.jpg");
        BackgroundExtraction.PathOf("/out", "run/a.b", new BackgroundRecipe()).ShouldBe("/out/run/a.b.jpg");
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/elsewhere")]
    public void A_name_that_leads_out_of_the_folder_is_refused(string name) =>
        Should.Throw<InvalidFileException>(() => BackgroundExtraction.PathOf("/out", name, new BackgroundRecipe())).Message
            .ShouldBe($"{name}: leads out of the folder of backgrounds; give the clip a name below its data's folder");

    [Fact]
    public void A_clip_that_cannot_be_read_is_named_and_the_others_made()
    {
        Write("clips/good", 1);
        Write("clips/bad", 1, 1);
        File.WriteAllText(folder["clips/bad/0001.png"], "no picture");
        Write("clips/mixed", 1, 1);
        PngWriter.Write(folder["clips/mixed/0001.png"], new byte[12], 2, 2);
        var counts = BackgroundExtraction.OfFolder(folder["clips"], folder["out"], Png, cancellation: TestContext.Current.CancellationToken);
        counts.Made.ShouldBe(1);
        counts.Bad.Select(b => b.Name).ShouldBe(["bad", "mixed"]);
        counts.Bad[0].Problem.ShouldStartWith($"{folder["clips/bad/0001.png"]}: is no JPEG picture");
        counts.Bad[1].Problem.ShouldContain("its frames differ in size: 0001.png has 2 x 2 pixels, the one before 4 x 3");
    }

    [Fact]
    public void Jpegs_are_near_what_they_show()
    {
        Write("clips/one", 40, 50, 60);
        BackgroundExtraction.OfFolder(folder["clips"], folder["out"], new BackgroundRecipe(), cancellation: TestContext.Current.CancellationToken);
        var picture = PictureFiles.Read(folder["out/one.jpg"]);
        (picture.Width, picture.Height).ShouldBe((4, 3));
        picture.Pixels.ToArray().ShouldAllBe(v => Math.Abs(v - 50) <= 2);
    }

    [Fact]
    public void Lists_give_one_for_each_clip_by_its_name()
    {
        Write("clips/one", 10, 20, 30, 40);
        File.WriteAllText(folder["list.txt"], "one 0 3 0\none 2 2 1\n");
        var settings = new ClipListSettings { List = folder["list.txt"], Folder = folder["clips"], Template = "{:04}.png", StartIndex = 0, Form = ClipForm.OffsetFrames };
        var counts = BackgroundExtraction.OfList(ClipList.Read(settings), folder["out"], Png, cancellation: TestContext.Current.CancellationToken);
        (counts.Made, counts.Bad.Count).ShouldBe((2, 0));
        string[] made = [.. Directory.EnumerateFiles(folder["out"], "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        made.Select(file => PngReader.Read(file).Pixels[0]).ShouldBe([(byte)20, 35]);
    }

    [Fact]
    public void Folders_without_clips_are_refused()
    {
        Directory.CreateDirectory(folder["empty"]);
        Should.Throw<InvalidFileException>(() => BackgroundExtraction.OfFolder(folder["empty"], folder["out"], Png)).Message
            .ShouldContain("has no folder of frames (.jpg, .png) and no video (.avi, .m4v, .mkv, .mov, .mp4, .webm); name one that has");
        Should.Throw<InvalidFileException>(() => BackgroundExtraction.OfFolder(folder["absent"], folder["out"], Png)).Message
            .ShouldContain("is not there; name a folder of videos, or of folders of frames");
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Frames of 4 x 3 pixels of one level each.</summary>
    private void Write(string clip, params byte[] levels)
    {
        Directory.CreateDirectory(folder[clip]);
        for (var i = 0; i < levels.Length; i++)
        {
            var pixels = new byte[4 * 3 * FrameStack.Colours];
            Array.Fill(pixels, levels[i]);
            PngWriter.Write(folder[$"{clip}/{i:0000}.png"], pixels, 4, 3);
        }
    }
}
