using Shouldly;
using Weft.Data;
using Weft.Data.Arrays;
using Weft.Data.EgoGesture;
using Weft.Testing;
using Weft.Tests.Data.Formats.Images;
using Weft.Torch;

namespace Weft.Tests.Data.EgoGesture;

public sealed class EgoGesturePreparerTests : IDisposable
{
    private readonly SmallEgoGesture source = new();

    [Fact]
    public void Frames_are_packed_with_the_bytes_that_they_have()
    {
        var progress = new AtProgress("", 0, () => { });
        var result = source.Prepare(progress: progress);

        result.Manifest.Counts.ShouldBe(new ArrayCounts(3, 3, 3));
        result.Manifest.Classes.ShouldBe(["Knock", "Wave"]);
        result.Manifest.Published.ShouldBeFalse();
        result.Manifest.Bad.ShouldBeEmpty();
        result.Manifest.Sources["frames"].ShouldMatch("72 frames, [0-9]+ bytes");
        using var data = EgoGestureDataset.Open(source["out"]);
        data.Labels(Split.Dev).ToArray().ShouldBe([1, 0, 1]);
        Enumerable.Range(0, 3).Select(clip => data.Frames(Split.Test, clip)).ShouldBe([4, 7, 1]);
        for (var frame = 0; frame < 7; frame++)
        {
            var name = $"{frame + 3:000000}.jpg";
            data.Jpeg(EgoGestureModality.Rgb, Split.Train, 1, frame).ToArray()
                .ShouldBe(File.ReadAllBytes(source[$"frames/Subject01/Scene1/Color/rgb12/{name}"]));
            data.Jpeg(EgoGestureModality.Depth, Split.Test, 1, frame).ToArray()
                .ShouldBe(File.ReadAllBytes(source[$"frames/Subject03/Scene1/Depth/depth12/{name}"]));
        }

        progress.Notes.Single().ShouldMatch("^9 clips with 72 frames in colour and depth: about [0-9.]+ kB of disk and a second$");
        progress.Reports.Where(r => r.Stage == "clips").Select(r => (r.Done, r.Total)).ShouldBe(Enumerable.Range(1, 9).Select(n => (n, 9)));
        Directory.Exists(source["out.unfinished"]).ShouldBeFalse();
        source.Files("out").Keys.ShouldBe(EgoGestureManifest.Layout().Append("manifest.json").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(5, 0)]
    [InlineData(9, 0)]
    [InlineData(5, 1000)]
    public void Stopped_in_the_middle_it_goes_on_to_the_same_bytes(int clip, double recordSeconds)
    {
        source.Prepare("whole");
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
            source.Prepare("out", new AtProgress("clips", clip, stop.Cancel), recordSeconds, stop.Token));
        Directory.Exists(source["out"]).ShouldBeFalse();

        var again = new AtProgress("", 0, () => { });
        source.Prepare("out", again);

        again.Notes.Single().ShouldEndWith($"; going on at clip {clip + 1}");
        again.Reports.First(r => r.Stage == (clip == 9 ? "digests" : "clips")).Done.ShouldBe(clip == 9 ? 1 : clip + 1);
        source.Files("out").ShouldBe(source.Files("whole"));
    }

    [Fact]
    public void Broken_off_without_a_word_it_goes_on_from_the_record_to_the_same_bytes()
    {
        source.Delete("Subject01/Scene1/Color/rgb12/000001.jpg");
        source.Prepare("whole");

        // Recorded at each clip, but for what came behind the last record.
        Should.Throw<InvalidTimeZoneException>(() =>
            source.Prepare("out", new AtProgress("clips", 6, () => throw new InvalidTimeZoneException()), recordSeconds: 0));
        File.AppendAllText(source["out.unfinished/train/rgb.npy"], "half a frame");
        source.Prepare("out").Manifest.Bad.Count.ShouldBe(1);

        source.Files("out").ShouldBe(source.Files("whole"));
    }

    [Fact]
    public void Other_frames_or_annotations_do_not_go_on()
    {
        Should.Throw<InvalidTimeZoneException>(() =>
            source.Prepare("out", new AtProgress("clips", 6, () => throw new InvalidTimeZoneException()), recordSeconds: 0));
        source.Add("Subject03/Scene1/Color/rgb12_30", "testing", "Knock", 5, 6);
        Should.Throw<UsageException>(() => source.Prepare("out")).Message
            .ShouldContain("out.unfinished was begun from other sources or by other settings, and 6 items are done: ");
        Directory.Delete(source["out.unfinished"], recursive: true);
        source.Prepare("out").Manifest.Counts.Test.ShouldBe(4);
    }

    [Fact]
    public void Clips_with_missing_damaged_or_foreign_frames_are_listed_and_left_out()
    {
        source.Delete("Subject01/Scene1/Color/rgb12/000002.jpg");
        source.Write("Subject02/Scene1/Depth/depth12/000009.jpg", GoldenImages.Jpeg("420")[..^40]);
        source.Write("Subject03/Scene1/Color/rgb12/000012.jpg", "no picture"u8.ToArray());
        source.Write("Subject03/Scene1/Depth/depth12/000001.jpg", []);
        source.Add("../../Subject01/Scene1/Color/rgb12", "training", "Wave", 1, 2);
        source.Add("Subject09/Scene1/Color/rgb1", "training", "Wave", 1, 2);

        var manifest = source.Prepare().Manifest;

        manifest.Counts.ShouldBe(new ArrayCounts(2, 2, 1));
        manifest.Bad.Select(b => b.Name).ShouldBe([
            "Subject01/Scene1/Color/rgb12",
            "Subject02/Scene1/Color/rgb12_1",
            "Subject03/Scene1/Color/rgb12",
            "Subject03/Scene1/Color/rgb12_27",
            "../../Subject01/Scene1/Color/rgb12",
            "Subject09/Scene1/Color/rgb1",
        ]);
        manifest.Bad[0].Problem.ShouldBe("Subject01/Scene1/Color/rgb12/000002.jpg: is not there");
        manifest.Bad[1].Problem.ShouldStartWith(
            "Subject02/Scene1/Depth/depth12/000009.jpg: is a damaged JPEG picture (Premature end of JPEG file)");
        manifest.Bad[2].Problem.ShouldBe("Subject03/Scene1/Depth/depth12/000001.jpg: is empty");
        manifest.Bad[3].Problem.ShouldStartWith(
            "Subject03/Scene1/Color/rgb12/000012.jpg: is no JPEG picture, or a damaged one (Not a JPEG file: starts with");
        manifest.Bad[4].Problem.ShouldStartWith("is no place of frames");
        manifest.Bad[5].Problem.ShouldBe("Subject09/Scene1/Color/rgb1/000001.jpg: is not there");
        EgoGestureManifest.Read(source["out"]).Bad.ShouldBe(manifest.Bad);
    }

    [Fact]
    public void An_intact_folder_is_used_again_and_another_recipe_refused()
    {
        source.Prepare().Reused.ShouldBeFalse();
        source.Prepare().Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => EgoGesturePreparer.Prepare(source["frames"], source.Annotations(), source["out"])).Message
            .ShouldContain("was prepared by another recipe (size 16 instead of 112, length 4 instead of 32)");
        source.Delete("Subject01/Scene1/Color/rgb12/000002.jpg");
        Should.Throw<UsageException>(() => source.Prepare()).Message.ShouldContain("another source frames");
        source.Write("Subject01/Scene1/Color/rgb12/000002.jpg", GoldenImages.Jpeg(GoldenImages.Flavours[2]));
        source.Prepare().Reused.ShouldBeTrue();
        File.AppendAllText(source["out/train/rgb.npy"], "x");
        Should.Throw<InvalidFileException>(() => source.Prepare()).Message.ShouldContain("is not as it was prepared");
    }

    [Fact]
    public void Sources_that_cannot_do_get_a_sentence()
    {
        Should.Throw<InvalidFileException>(() => EgoGesturePreparer.Prepare(source["nowhere"], source.Annotations(), source["out"])).Message
            .ShouldEndWith("nowhere: is not there, or is no folder; give the folder that has Subject01 and the others");
        foreach (var seconds in (double[])[double.NaN, -1, 1e300])
        {
            Should.Throw<UsageException>(() => source.Prepare(recordSeconds: seconds)).Message.ShouldEndWith(" seconds, only every 0 to 86400.");
        }

        Directory.CreateDirectory(source["empty"]);
        Should.Throw<InvalidFileException>(() => EgoGesturePreparer.Prepare(source["empty"], source.Annotations(), source["out"])).Message
            .ShouldContain("empty: has none of the annotated frames, such as those of Subject01/Scene1/Color/rgb12;");
        Should.Throw<UsageException>(() =>
            EgoGesturePreparer.Prepare(source["frames"], source.Annotations(), source["out"], new EgoGestureRecipe(4))).Message.ShouldBe("A side of 4 pixels cannot be, only 8 to 224; the published ones are --size 112 and --length 32.");
        foreach (var frame in Enumerable.Range(1, 12))
        {
            source.Delete($"Subject02/Scene1/Depth/depth12/{frame:000000}.jpg");
        }

        Should.Throw<InvalidFileException>(() => source.Prepare()).Message.ShouldEndWith(
            "annotations.json: leaves no clip for dev; 3 clips could not be used, such as Subject02/Scene1/Color/rgb12: "
            + "Subject02/Scene1/Depth/depth12/000001.jpg: is not there");
        Directory.Exists(source["out"]).ShouldBeFalse();
    }

    [Fact]
    public void A_split_that_the_annotations_leave_out_is_told_before_anything_is_read()
    {
        foreach (var key in source.Database.Select(clip => clip.Key).Where(key => key.StartsWith("Subject03", StringComparison.Ordinal)).ToList())
        {
            source.Database.Remove(key);
        }

        source.Add("../up", "testing", "Wave", 1, 2);
        Should.Throw<InvalidFileException>(() => source.Prepare()).Message.ShouldEndWith(
            "annotations.json: leaves no clip for test; 1 clips could not be used, such as ../up: "
            + "is no place of frames, which would be such as Subject01/Scene1/Color/rgb1");
        Directory.Exists(source["out.unfinished"]).ShouldBeFalse();
    }

    [Fact]
    public void Frames_that_are_links_count_with_what_they_lead_to()
    {
        var sizes = source.Prepare("plain").Manifest.Sources["frames"];
        var frame = source["frames/Subject01/Scene1/Color/rgb12/000002.jpg"];
        File.Move(frame, source["elsewhere.jpg"]);
        File.CreateSymbolicLink(frame, source["elsewhere.jpg"]);
        source.Prepare("linked").Manifest.Sources["frames"].ShouldBe(sizes);
        source.Files("linked").ShouldBe(source.Files("plain"));
    }

    [Fact]
    public void A_link_to_a_disk_with_room_is_followed()
    {
        Directory.CreateDirectory(source["disk"]);
        Directory.CreateSymbolicLink(source["link"], source["disk/made"]);
        source.Prepare("link").Folder.ShouldBe(source["disk/made"]);
        source.Prepare("link").Reused.ShouldBeTrue();
        new DirectoryInfo(source["link"]).LinkTarget.ShouldBe(source["disk/made"]);
        Directory.CreateSymbolicLink(source["round"], source["round"]);
        Should.Throw<UsageException>(() => source.Prepare("round")).Message.ShouldContain("round is a link that leads nowhere (");
    }

    [Fact]
    public void One_process_at_a_time_prepares_a_folder()
    {
        var said = "";
        source.Prepare(progress: new AtProgress("clips", 3, () => said = Should.Throw<UsageException>(() => source.Prepare()).Message));
        said.ShouldEndWith("out.unfinished is being worked on by another process: wait for it, or stop it and begin again.");
    }

    [Fact]
    public void The_fixture_is_prepared_whole()
    {
        var fixture = Path.Combine(TestPaths.Shared, "fixtures", "egogesture");
        Assert.SkipUnless(Directory.Exists(fixture), "the EgoGesture fixture is absent: skipped");

        var manifest = EgoGesturePreparer.Prepare(
            Path.Combine(fixture, "frames"), Path.Combine(fixture, "egogestureall_but_None.json"), source["fixture"]).Manifest;

        manifest.Counts.ShouldBe(new ArrayCounts(8, 4, 4));
        manifest.Bad.ShouldBeEmpty();
        manifest.Recipe.ShouldBe(new EgoGestureRecipe(112, 32));
        using var data = EgoGestureDataset.Open(source["fixture"]);
        Enumerable.Range(0, 4).Select(clip => data.Frames(Split.Test, clip)).ShouldBe([20, 40, 3, 17]);
        data.Labels(Split.Test).ToArray().ShouldBe([0, 1, 2, 3]);
    }

    public void Dispose() => source.Dispose();
}
