using System.Text.Json.Nodes;
using Shouldly;
using Weft.Data;
using Weft.Data.EgoGesture;
using Weft.Torch;

namespace Weft.Tests.Data.EgoGesture;

public sealed class EgoGestureAnnotationsTests : IDisposable
{
    private readonly SmallEgoGesture source = new();

    [Fact]
    public void Clips_come_in_the_files_order_with_both_folders()
    {
        var read = EgoGestureAnnotations.Read(source.Annotations());

        read.Labels.ShouldBe(["Knock", "Wave"]);
        read.Clips.Count.ShouldBe(9);
        read.Clips[1].ShouldBe(new EgoGestureClip("Subject01/Scene1/Color/rgb12_1", Split.Train, 0, "Subject01/Scene1", "12", 3, 9));
        read.Clips[1].Frames.ShouldBe(7);
        read.Clips[1].Folder(EgoGestureModality.Rgb).ShouldBe("Subject01/Scene1/Color/rgb12");
        read.Clips[1].Folder(EgoGestureModality.Depth).ShouldBe("Subject01/Scene1/Depth/depth12");
        read.Clips.Select(c => c.Split).Distinct().ShouldBe([Split.Train, Split.Dev, Split.Test]);
    }

    [Theory]
    [InlineData("../../etc/Color/rgb1")]
    [InlineData("Subject01/../Color/rgb1")]
    [InlineData("/Subject01/Scene1/Color/rgb1")]
    [InlineData("Subject01/Scene1/Color/rgb1/../../rgb2")]
    [InlineData("Subject01/Scene1/Color/rgb1_/../../..")]
    [InlineData("Subject01/Scene1/Color/rgb")]
    [InlineData("Subject01/Scene1/Colour/rgb1")]
    [InlineData("Subject01\\Scene1\\Color\\rgb1")]
    [InlineData("Subject01/Scene1/Color/rgb1\n")]
    [InlineData("")]
    public void A_key_that_leads_elsewhere_is_no_place_of_frames(string key)
    {
        source.Add(key, "training", "Wave", 1, 2);
        var clip = EgoGestureAnnotations.Read(source.Annotations()).Clips[^1];
        clip.Problem.ShouldBe("is no place of frames, which would be such as Subject01/Scene1/Color/rgb1");
        clip.Frames.ShouldBe(0);
        clip.Key.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("subset", "\"train\"", "is of the subset train, but there are training, validation and testing")]
    [InlineData("subset", "1", "has no subset or no label")]
    [InlineData("annotations", "[]", "has no subset or no label")]
    [InlineData("annotations", "{}", "has no subset or no label")]
    [InlineData("annotations/label", "\"Fly\"", "has the label Fly, which is not among the file's labels")]
    [InlineData("annotations/label", "null", "has no subset or no label")]
    [InlineData("annotations/start_frame", "\"-1\"", "has no start_frame or end_frame, which are numbers from 0 to 999999")]
    [InlineData("annotations/start_frame", "1.5", "has no start_frame or end_frame")]
    [InlineData("annotations/end_frame", "\"1000000\"", "has no start_frame or end_frame")]
    [InlineData("annotations/end_frame", "99999999999999999999", "has no start_frame or end_frame")]
    [InlineData("annotations/start_frame", "5", "ends at frame 4, before it begins at frame 5")]
    [InlineData("annotations/end_frame", "\"900000\"", "has 900000 frames, but a gesture has at most 4096")]
    public void A_wrong_clip_is_named_and_the_others_stay(string place, string value, string problem)
    {
        var clip = source.Database["Subject02/Scene1/Color/rgb12"]!;
        var parts = place.Split('/');
        (parts.Length == 1 ? clip : clip[parts[0]]!)[parts[^1]] = JsonNode.Parse(value);

        var clips = EgoGestureAnnotations.Read(source.Annotations()).Clips;

        clips[3].Problem.ShouldNotBeNull().ShouldStartWith(problem);
        clips.Where((_, i) => i != 3).ShouldAllBe(c => c.Problem == null);
    }

    [Fact]
    public void A_key_that_is_there_twice_counts_once()
    {
        File.WriteAllText(source["twice.json"], File.ReadAllText(source.Annotations()).Replace("rgb12_27", "rgb12_1", StringComparison.Ordinal));
        EgoGestureAnnotations.Read(source["twice.json"]).Clips.Where(c => c.Problem != null).Select(c => (c.Key, c.Problem))
            .ShouldBe(new[] { 1, 2, 3 }.Select(n => ($"Subject0{n}/Scene1/Color/rgb12_1", (string?)"is annotated twice")));
    }

    [Theory]
    [InlineData("", "is damaged, or no JSON (")]
    [InlineData("{\"labels\": [\"a\", \"b\"]", "is damaged, or no JSON (")]
    [InlineData("{\"labels\": [\"a\", \"\\ud800\"], \"database\": {}}", "is damaged, or no JSON (")]
    [InlineData("{\"labels\": [\"a\", \"b\"], \"database\": {\"\\udc00\": 1}}", "is damaged, or no JSON (")]
    [InlineData("[]", "is no annotation file of EgoGesture: it must have a list 'labels' and an object 'database'; give egogestureall_but_None.json")]
    [InlineData("{\"labels\": {}, \"database\": {}}", "is no annotation file of EgoGesture")]
    [InlineData("{\"labels\": [\"a\"], \"database\": {}}", "has 1 labels, but 2 to 4096 can be")]
    [InlineData("{\"labels\": [\"a\", 1], \"database\": {}}", "has a label that is no name, or one that is there twice")]
    [InlineData("{\"labels\": [\"a\", \"a\"], \"database\": {}}", "has a label that is no name, or one that is there twice")]
    public void What_is_no_annotation_file_is_refused(string text, string problem)
    {
        File.WriteAllText(source["bad.json"], text);
        Should.Throw<InvalidFileException>(() => EgoGestureAnnotations.Read(source["bad.json"])).Message.ShouldContain($"bad.json: {problem}");
    }

    [Fact]
    public void Nothing_in_a_nested_file_overflows()
    {
        File.WriteAllText(source["bad.json"], string.Concat(Enumerable.Repeat("{\"database\":", 100_000)));
        Should.Throw<InvalidFileException>(() => EgoGestureAnnotations.Read(source["bad.json"])).Message.ShouldContain("is damaged, or no JSON (");
        Should.Throw<InvalidFileException>(() => EgoGestureAnnotations.Read(source["nowhere.json"])).Message.ShouldContain("nowhere.json: is not there");
    }

    public void Dispose() => source.Dispose();
}
