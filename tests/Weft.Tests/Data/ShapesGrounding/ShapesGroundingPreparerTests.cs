using System.Text.Json;
using Shouldly;
using Weft.Data;
using Weft.Data.Regions;
using Weft.Data.ShapesGrounding;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.ShapesGrounding;

public sealed class ShapesGroundingPreparerTests : IDisposable
{
    private static readonly ShapesRecipe Few = new() { Train = 6, Other = 2 };

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Records_are_as_RefCOCO_has_them_and_one_candidate_is_right()
    {
        var counts = ShapesGroundingPreparer.Prepare(folder["out"], Few, cancellation: TestContext.Current.CancellationToken).Manifest.Counts;

        (counts["train scenes"], counts["testB scenes"]).ShouldBe((6, 2));
        var regions = RegionFolder.Open(folder["out/features"]);
        regions.Ids.Order().ShouldBe(Enumerable.Range(0, 12).Select(k => (long)k));
        regions.Check(regions.Ids, TestContext.Current.CancellationToken).Problems.ShouldBeEmpty();
        var next = 0;
        foreach (var split in new[] { "train", "val", "testA", "testB" })
        {
            using var records = JsonDocument.Parse(File.ReadAllBytes(folder[$"out/shapes/{split}.json"]));
            records.RootElement.GetArrayLength().ShouldBe(counts[$"{split} sentences"]);
            foreach (var record in records.RootElement.EnumerateArray())
            {
                var image = record.GetProperty("image_id").GetInt32();
                image.ShouldBeInRange(next - 1, next, "scenes are numbered through");
                next = image + 1;
                record.GetProperty("file_name").GetString().ShouldBe($"shapes_{image:D12}.png");
                File.Exists(folder[$"out/images/shapes_{image:D12}.png"]).ShouldBeTrue();
                record.GetProperty("split").GetString().ShouldBe(split);
                record.GetProperty("tokens").GetArrayLength().ShouldBeInRange(3, 11);
                (record.GetProperty("height").GetInt32(), record.GetProperty("width").GetInt32()).ShouldBe((128, 128));
                float[] box = [.. record.GetProperty("bbox").EnumerateArray().Select(v => v.GetSingle())];
                var read = regions.Read(image);
                Enumerable.Range(0, read.Count).Max(k => Overlap(read.Boxes.AsSpan(4 * k, 4), box)).ShouldBeGreaterThan(0.59);
            }
        }

        next.ShouldBe(12);
    }

    [Fact]
    public void Equal_recipes_make_equal_bytes_and_another_seed_others()
    {
        var first = ShapesGroundingPreparer.Prepare(folder["a"], Few, cancellation: TestContext.Current.CancellationToken).Manifest;
        var second = ShapesGroundingPreparer.Prepare(folder["b"], Few, cancellation: TestContext.Current.CancellationToken).Manifest;
        var other = ShapesGroundingPreparer.Prepare(folder["c"], Few with { Seed = 2 }, cancellation: TestContext.Current.CancellationToken).Manifest;

        second.Folders.ShouldBe(first.Folders);
        second.Files.ShouldBe(first.Files);
        other.Folders["images"].ShouldNotBe(first.Folders["images"]);
        ShapesGroundingPreparer.Prepare(folder["a"], Few, cancellation: TestContext.Current.CancellationToken).Reused.ShouldBeTrue();
        Should.Throw<UsageException>(() => ShapesGroundingPreparer.Prepare(folder["a"], Few with { Train = 7 })).Message
            .ShouldContain("(train scenes 6 instead of 7)");
    }

    [Fact]
    public void Sentences_mean_one_shape_by_all_their_words()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var k = 0; k < 200; k++)
        {
            var random = ItemRandom.For(5, 0, k);
            var scene = ShapeScene.Draw(ref random, 5, 8);
            foreach (var sentence in SceneSentences.Draw(scene, 4, ref random))
            {
                SentenceReader.Meant(sentence.Text, scene).ShouldBe([sentence.Target], $"{k}: {sentence.Text}");

                // Without a word of attributes or the part about its place, other shapes fit, too.
                var half = sentence.Text.Split(' ').TakeWhile(w => w is not ("left" or "right" or "above" or "below")).ToArray();
                kinds.Add(half.Length < sentence.Text.Split(' ').Length ? "relation" : half[1].EndsWith("st", StringComparison.Ordinal) ? "utmost" : "attributes");
                if (half.Length < sentence.Text.Split(' ').Length || half[1].EndsWith("st", StringComparison.Ordinal))
                {
                    var attributes = string.Join(' ', half.Where(w => !w.EndsWith("st", StringComparison.Ordinal)));
                    SentenceReader.Meant(attributes, scene).Count.ShouldBeGreaterThan(1, sentence.Text);
                }
            }
        }

        kinds.Count.ShouldBe(3);
    }

    [Fact]
    public void Wrong_boxes_touch_no_shape_much()
    {
        for (var k = 0; k < 50; k++)
        {
            var random = ItemRandom.For(6, 0, k);
            var scene = ShapeScene.Draw(ref random, 10, 12);
            var boxes = CandidateBoxes.Draw(scene, ref random);
            var overlaps = boxes.Select(box => scene.Objects.Max(o => CandidateBoxes.Overlap(box, o.Box))).ToList();
            overlaps.Count(o => o >= CandidateBoxes.Right).ShouldBe(scene.Objects.Count);
            overlaps.Count(o => o <= CandidateBoxes.Wrong).ShouldBe(boxes.Count - scene.Objects.Count);
            boxes.ShouldAllBe(b => b.Left >= 0 && b.Top >= 0 && b.Right <= 128 && b.Bottom <= 128);
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(1_000_001, 5)]
    public void Impossible_counts_are_refused(int train, int other) =>
        Should.Throw<UsageException>(() => ShapesGroundingPreparer.Prepare(folder["out"], new ShapesRecipe { Train = train, Other = other })).Message
            .ShouldBe($"{train} scenes to train on and {other} of each other split cannot be made, only 1 to 1000000.");

    public void Dispose() => folder.Dispose();

    private static double Overlap(ReadOnlySpan<float> box, float[] place)
    {
        var across = Math.Min(box[2], place[0] + place[2]) - Math.Max(box[0], place[0]);
        var down = Math.Min(box[3], place[1] + place[3]) - Math.Max(box[1], place[1]);
        var shared = across > 0 && down > 0 ? across * down : 0;
        return shared / (((box[2] - box[0]) * (box[3] - box[1])) + (place[2] * place[3]) - shared);
    }
}
