using System.Globalization;
using Weft.Data.Pictures;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.EasyVqa;

/// <summary>
/// Prepares easy-VQA in the layout of VQA v2 (MmNas specification, section 6.1): one picture in ten of the published training pictures is
/// val2014, the published test is test2015, and the regions of a picture are the cells of a grid.
/// </summary>
public static class EasyVqaPreparer
{
    /// <summary>The task's name.</summary>
    public const string Task = "easy-vqa";

    /// <summary>What is added to the number of a test picture, so that no two pictures of the data set have the same.</summary>
    public const int TestOffset = 1 << 20;

    private const int Holdout = 10;

    // Cells of 16 pixels are about as large as the shapes, and few.
    private static readonly int[] Grids = [4];
    private static readonly PixelFeatureRecipe Features = new(4, 1, 2);

    /// <summary>Prepares a folder; does nothing where it was made so before and is intact.</summary>
    /// <param name="source">The folder with <c>train_questions.json.gz</c>, <c>train_images.zip</c> and those of test.</param>
    /// <param name="folder">The folder; absent, empty, or prepared by the same recipe.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops; the same call goes on.</param>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source is absent or damaged.</exception>
    public static PrepareResult<PictureManifest> Prepare(
        string source, string folder, IProgress<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        var recipe = new PictureRecipe(
            Task,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grid"] = string.Join(", ", Grids),
                ["features"] = Features.ToString(),
                ["validation"] = $"every {Holdout}th picture",
            },
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["train questions"] = EasyVqaSource.QuestionsOf(source, "train"),
                ["train pictures"] = EasyVqaSource.ImagesOf(source, "train"),
                ["test questions"] = EasyVqaSource.QuestionsOf(source, "test"),
                ["test pictures"] = EasyVqaSource.ImagesOf(source, "test"),
            });
        return PicturePreparer.Prepare(recipe, folder, () => Plan(source), progress, cancellation: cancellation);
    }

    private static PicturePlan Plan(string source)
    {
        var (train, test) = (EasyVqaSource.Open(source, "train"), EasyVqaSource.Open(source, "test"));
        Part[] parts =
        [
            new("train2014", train, image => image % Holdout != Holdout - 1, 0),
            new("val2014", train, image => image % Holdout == Holdout - 1, 0),
            new("test2015", test, _ => true, TestOffset),
        ];
        var items = new List<(Part Part, int Image)>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var texts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            items.AddRange(part.Source.Images.Where(part.Has).Select(image => (part, image)));
            EasyVqaQuestion[] questions = [.. part.Source.Questions.Where(q => part.Has(q.Image))];
            if (questions.Length == 0)
            {
                throw new InvalidFileException(
                    EasyVqaSource.QuestionsOf(source, "train"), $"leaves no question for {part.Name}; get the data set again");
            }

            counts.Add($"{part.Name} pictures", part.Source.Images.Count(part.Has));
            counts.Add($"{part.Name} questions", questions.Length);
            texts.Add($"annotations/v2_OpenEnded_mscoco_{part.Name}_questions.json", VqaJson.Questions(part.Name, questions, part.Offset));
            texts.Add($"annotations/v2_mscoco_{part.Name}_annotations.json", VqaJson.Annotations(part.Name, questions, part.Offset));
        }

        return new PicturePlan(items.Count, k => Item(items[k].Part, items[k].Image), Features, texts, counts);
    }

    private static PictureItem Item(Part part, int image)
    {
        var picture = part.Source.Picture(image);
        var name = string.Create(CultureInfo.InvariantCulture, $"COCO_{part.Name}_{image + part.Offset:D12}");
        var boxes = PixelFeatures.Grid(picture.Width, picture.Height, Grids);
        return new PictureItem($"images/{part.Name}/{name}.png", $"features/{part.Name}/{name}.jpg.npz", picture, boxes);
    }

    private sealed record Part(string Name, EasyVqaSource Source, Func<int, bool> Has, int Offset);
}
