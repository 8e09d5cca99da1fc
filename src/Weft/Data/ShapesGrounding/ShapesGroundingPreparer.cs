using System.Globalization;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.ShapesGrounding;

/// <summary>
/// Generates visual grounding with known boxes, in the processed layout of RefCOCO (MmNas specification, section 6.2): scenes of coloured
/// shapes, sentences that mean one of them, and candidate boxes. Scenes of val and testA are like those of train; testB has more shapes a
/// scene than any that was trained on.
/// </summary>
public static class ShapesGroundingPreparer
{
    /// <summary>The task's name.</summary>
    public const string Task = "shapes-grounding";

    private const int Fewest = 5;
    private const int Most = 8;
    private const int FewestOfCrowd = 10;
    private const int MostOfCrowd = 12;
    private const int SentencesOfScene = 4;

    private static readonly PixelFeatureRecipe Features = new(6, 1, 3);

    /// <summary>Prepares a folder; does nothing where it was made so before and is intact.</summary>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="recipe">What is generated; null for the published counts.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the same call goes on.</param>
    /// <exception cref="UsageException">A count is out of range, or the folder holds something else.</exception>
    public static PrepareResult<PictureManifest> Prepare(
        string folder, ShapesRecipe? recipe = null, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        recipe ??= new ShapesRecipe();
        recipe.Check();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["train scenes"] = recipe.Train.ToString(CultureInfo.InvariantCulture),
            ["other scenes"] = recipe.Other.ToString(CultureInfo.InvariantCulture),
            ["seed"] = recipe.Seed.ToString(CultureInfo.InvariantCulture),
            ["features"] = Features.ToString(),
        };
        var what = new PictureRecipe(Task, settings, new Dictionary<string, string>(StringComparer.Ordinal));
        return PicturePreparer.Prepare(what, folder, () => Plan(recipe), progress, cancellation: cancellation);
    }

    private static PicturePlan Plan(ShapesRecipe recipe)
    {
        Part[] parts =
        [
            new("train", recipe.Train, Fewest, Most),
            new("val", recipe.Other, Fewest, Most),
            new("testA", recipe.Other, Fewest, Most),
            new("testB", recipe.Other, FewestOfCrowd, MostOfCrowd),
        ];
        var items = new List<(int Stream, int Scene)>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var texts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (var stream = 0; stream < parts.Length; stream++)
        {
            var first = items.Count;
            items.AddRange(Enumerable.Range(0, parts[stream].Scenes).Select(scene => (stream, scene)));
            texts.Add($"shapes/{parts[stream].Name}.json", Records(recipe.Seed, stream, parts[stream], first, out var sentences));
            counts.Add($"{parts[stream].Name} scenes", parts[stream].Scenes);
            counts.Add($"{parts[stream].Name} sentences", sentences);
        }

        return new PicturePlan(items.Count, k => Item(recipe.Seed, items[k].Stream, parts[items[k].Stream], items[k].Scene, k), Features, texts, counts);
    }

    private static PictureItem Item(long seed, int stream, Part part, int scene, int image)
    {
        var made = Make(seed, stream, part, scene);
        return new PictureItem($"images/{NameOf(image)}.png", $"features/{NameOf(image)}.npz", made.Picture, made.Boxes);
    }

    private static byte[] Records(long seed, int stream, Part part, int first, out int sentences)
    {
        sentences = 0;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var scene = 0; scene < part.Scenes; scene++)
            {
                foreach (var sentence in Make(seed, stream, part, scene).Sentences)
                {
                    Write(json, sentence, part.Name, first + scene);
                    sentences++;
                }
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, SceneSentence sentence, string split, int image)
    {
        var target = sentence.Target;
        json.WriteStartObject();
        json.WriteStartArray("tokens");
        foreach (var word in sentence.Text.Split(' '))
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
        json.WriteString("file_name", $"{NameOf(image)}.png");
        json.WriteNumber("image_id", image);
        json.WriteString("split", split);
        json.WriteStartArray("bbox");
        foreach (var number in (float[])[target.Box.Left, target.Box.Top, target.Box.Right - target.Box.Left, target.Box.Bottom - target.Box.Top])
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteString("name", ShapeScene.Kinds[target.Kind]);
        json.WriteNumber("height", ShapeScene.Side);
        json.WriteNumber("width", ShapeScene.Side);
        json.WriteEndObject();
    }

    // A scene is made a second time for its picture: keeping all pictures would take more than drawing them.
    private static Made Make(long seed, int stream, Part part, int scene)
    {
        var random = ItemRandom.For(seed, stream, scene);
        IReadOnlyList<SceneSentence> sentences = [];
        ShapeScene? drawn = null;
        while (drawn is null || sentences.Count == 0)
        {
            drawn = ShapeScene.Draw(ref random, part.Fewest, part.Most);
            sentences = SceneSentences.Draw(drawn, SentencesOfScene, ref random);
        }

        var boxes = CandidateBoxes.Draw(drawn, ref random);
        return new Made(drawn, sentences, boxes, ScenePainter.Paint(drawn, ref random));
    }

    private static string NameOf(int image) => string.Create(CultureInfo.InvariantCulture, $"shapes_{image:D12}");

    private sealed record Part(string Name, int Scenes, int Fewest, int Most);

    private sealed record Made(ShapeScene Scene, IReadOnlyList<SceneSentence> Sentences, IReadOnlyList<PictureBox> Boxes, RgbPicture Picture);
}
