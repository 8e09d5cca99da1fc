using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Torch.Files;

namespace Weft.Testing;

/// <summary>
/// Questions, references and captions over a few made-up images, in the files of VQA v2, RefCOCO and the caption packages, with region
/// features in the published .npz form: 3 to 6 regions of 8 numbers, unless told otherwise. The same call always writes the same.
/// </summary>
public static class SmallSentences
{
    /// <summary>Width of an image in pixels.</summary>
    public const int Width = 64;

    /// <summary>Height of an image in pixels.</summary>
    public const int Height = 48;

    private const int Captions = 5;

    private static readonly string[] Colours = ["red", "green", "blue"];
    private static readonly string[] Things = ["ball", "cat", "kite", "tree"];
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>VQA v2: images 1 to 12 in train, 21 to 26 in val and 31 to 34 in test, two questions each; the answer depends on both.</summary>
    /// <param name="folder">The folder to make.</param>
    /// <param name="testAnswers">Whether the answers of test are known.</param>
    /// <param name="genome">Whether there is a Visual Genome part, over images of train.</param>
    /// <param name="ask">Text of a question about a thing; null for English.</param>
    public static void Answers(string folder, bool testAnswers = false, bool genome = false, Func<int, string>? ask = null)
    {
        Part("train2014", "v2_OpenEnded_mscoco_train2014_questions.json", "v2_mscoco_train2014_annotations.json", 1, 12);
        Part("val2014", "v2_OpenEnded_mscoco_val2014_questions.json", "v2_mscoco_val2014_annotations.json", 21, 6);
        Part("test2015", "v2_OpenEnded_mscoco_test2015_questions.json", testAnswers ? "v2_mscoco_test2015_annotations.json" : null, 31, 4);
        if (genome)
        {
            Part(null, "VG_questions.json", "VG_annotations.json", 1, 3);
        }

        void Part(string? name, string questions, string? annotations, int first, int count)
        {
            var prefix = name is null ? 9_000_000L : 0;
            var asked = Enumerable.Range(first, count).SelectMany(image => new[] { 0, 1 }.Select(k => (Image: image, Kind: k, Id: prefix + (image * 10L) + k))).ToList();
            Json(Path.Combine(folder, "annotations", questions), new
            {
                questions = asked.Select(q => new { image_id = q.Image, question = (ask ?? English)(q.Kind + (2 * (q.Image % 2))), question_id = q.Id }),
            });
            if (annotations is not null)
            {
                Json(Path.Combine(folder, "annotations", annotations), new { annotations = asked.Select(q => Annotation(q.Id, q.Image, q.Kind)) });
            }

            if (name is not null)
            {
                Regions(Path.Combine(folder, "regions", name), $"COCO_{name}_", first, count);
            }
        }
    }

    /// <summary>RefCOCO, processed: images 1 to 12 in train, 21 to 25 in val, 31 to 34 in testA, 41 to 43 in testB, two sentences each.</summary>
    /// <param name="folder">The folder to make; the files are in its <c>refcoco</c>.</param>
    /// <param name="pictures">Whether boxes are of pictures, with their sizes; otherwise the space has none.</param>
    /// <param name="width">Numbers of a region's features.</param>
    /// <param name="words">The words of a sentence about a region; null for English.</param>
    public static void Grounding(string folder, bool pictures = true, int width = 8, Func<int, string[]>? words = null)
    {
        foreach (var (split, first, count) in new[] { ("train", 1, 12), ("val", 21, 5), ("testA", 31, 4), ("testB", 41, 3) })
        {
            Regions(Path.Combine(folder, "regions"), "COCO_train2014_", first, count, pictures ? 8 : width, pictures);
            Json(
                Path.Combine(folder, "refcoco", split + ".json"),
                Enumerable.Range(first, count).SelectMany(image => new[] { 0, 1 }.Select(region =>
                {
                    var box = Box(image, region, pictures);
                    double[] bbox = [box[0], box[1], box[2] - box[0], box[3] - box[1]];
                    string[] tokens = (words ?? (r => ["the", Colours[r % 3], Things[r % 4]]))((image * 2) + region);
                    return pictures
                        ? (object)new
                        {
                            tokens,
                            file_name = $"COCO_train2014_{image:D12}.jpg",
                            image_id = image,
                            split,
                            bbox,
                            name = "thing",
                            height = Height,
                            width = Width,
                        }
                        : new { tokens, image_id = image, bbox };
                })));
        }
    }

    /// <summary>Captions as COCO has them, five of each image: images 1 to 12 in train, 21 to 25 in dev, 31 to 34 in test and to 36 in testall.</summary>
    /// <param name="folder">The folder to make.</param>
    /// <param name="stem">What the captions' folder is named after.</param>
    public static void Matching(string folder, string stem = "coco")
    {
        Regions(Path.Combine(folder, "regions"), "COCO_val2014_", 1, 12);
        Regions(Path.Combine(folder, "regions"), "COCO_val2014_", 21, 5);
        Regions(Path.Combine(folder, "regions"), "COCO_val2014_", 31, 6);
        var below = Directory.CreateDirectory(Path.Combine(folder, stem + "_precomp")).FullName;
        foreach (var (split, first, count) in new[] { ("train", 1, 12), ("dev", 21, 5), ("test", 31, 4), ("testall", 31, 6) })
        {
            var captions = Enumerable.Range(first, count).SelectMany(image => Enumerable.Range(0, Captions).Select(k => (Image: image, Text: Caption(image, k)))).ToList();
            File.WriteAllLines(Path.Combine(below, split + "_caps.txt"), captions.Select(c => c.Text));
            File.WriteAllLines(Path.Combine(below, split + "_ids.txt"), captions.Select(c => c.Image.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Region files as they are published: x [width, count], bbox, image_h, image_w.</summary>
    /// <param name="folder">The folder to make.</param>
    /// <param name="prefix">What names begin with.</param>
    /// <param name="first">The first image's number.</param>
    /// <param name="count">How many images.</param>
    /// <param name="width">Numbers of a region's features.</param>
    /// <param name="pictures">Whether there are pictures, whose size is told; otherwise the height and width are 1, and boxes within.</param>
    public static void Regions(string folder, string prefix, int first, int count, int width = 8, bool pictures = true)
    {
        Directory.CreateDirectory(folder);
        for (var image = first; image < first + count; image++)
        {
            var regions = 3 + (image % 4);
            var random = new Random(image);
            var features = new float[width * regions];
            for (var r = 0; r < regions; r++)
            {
                for (var f = 0; f < width; f++)
                {
                    features[(f * regions) + r] = (float)random.NextDouble() + (f == ((image * 2) + r) % Math.Min(width, Colours.Length) ? 2 : 0);
                }
            }

            NpzWriter.Write(Path.Combine(folder, $"{prefix}{image:D12}.npz"), new Dictionary<string, NdArray>
            {
                ["x"] = NdArray.From(features, width, regions),
                ["bbox"] = NdArray.From([.. Enumerable.Range(0, regions).SelectMany(r => Box(image, r, pictures))], regions, 4),
                ["image_h"] = NdArray.From<long>([pictures ? Height : 1]),
                ["image_w"] = NdArray.From<long>([pictures ? Width : 1]),
            });
        }
    }

    /// <summary>The box of a region: x1, y1, x2, y2.</summary>
    private static float[] Box(int image, int region, bool pictures)
    {
        float[] box = [4 + (region * 9), 3 + (image % 5), 14 + (region * 9) + (image % 3), 20 + (image % 7)];
        return pictures ? box : [box[0] / Width, box[1] / Height, box[2] / Width, box[3] / Height];
    }

    private static object Annotation(long id, int image, int kind)
    {
        var answer = kind == 0 ? (image % 2 == 0 ? "yes" : "no") : image % 3 == 0 ? "2" : Colours[image % 3];
        return new
        {
            question_type = kind == 0 ? "is the" : "what color",
            multiple_choice_answer = answer,
            answers = Enumerable.Range(1, 10).Select(n => new { answer = n % 4 == 0 ? "grey" : answer, answer_confidence = "yes", answer_id = n }),
            image_id = image,
            answer_type = kind == 0 ? "yes/no" : answer == "2" ? "number" : "other",
            question_id = id,
        };
    }

    private static string English(int question) => question switch
    {
        0 => "Is the ball red?",
        1 => "What color is the big kite?",
        2 => "Is the cat here?",
        _ => "How many trees?",
    };

    private static string Caption(int image, int k) =>
        string.Join(' ', Enumerable.Range(0, k + 1).Select(w => w % 2 == 0 ? Things[(image + w + k) % 4] : Colours[(image + w) % 3])) + $" number {image} .";

    private static void Json(string path, object content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(content, Readable));
    }
}
