using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.EasyVqa;

/// <summary>A question of easy-VQA.</summary>
/// <param name="Text">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Image">The picture's number.</param>
internal sealed record EasyVqaQuestion(string Text, string Answer, int Image);

/// <summary>
/// easy-VQA (github.com/vzhou842/easy-VQA) as published: for each of train and test a list of [question, answer, picture] and the pictures,
/// one coloured shape on each. The lists may be gzipped; pictures are PNG files in a zip archive.
/// </summary>
internal sealed class EasyVqaSource
{
    /// <summary>The most questions of a picture: their numbers have three digits behind the picture's.</summary>
    public const int MostQuestions = 1000;

    private const int MostBytes = 1 << 26;
    private const int MostImages = 1 << 20;

    private readonly IReadOnlyDictionary<int, byte[]> pictures;
    private readonly string place;

    private EasyVqaSource(IReadOnlyList<EasyVqaQuestion> questions, IReadOnlyDictionary<int, byte[]> pictures, string place)
    {
        (Questions, this.pictures, this.place) = (questions, pictures, place);
        Images = [.. pictures.Keys.Order()];
    }

    /// <summary>The questions in the file's order.</summary>
    public IReadOnlyList<EasyVqaQuestion> Questions { get; }

    /// <summary>The numbers of the pictures, ascending.</summary>
    public IReadOnlyList<int> Images { get; }

    /// <summary>The list of questions of a part.</summary>
    /// <param name="folder">The folder of the data set.</param>
    /// <param name="part"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="InvalidFileException">It is not there.</exception>
    public static string QuestionsOf(string folder, string part) => Find(folder, $"{part}_questions.json.gz", Path.Combine(part, "questions.json"));

    /// <summary>The archive of pictures of a part.</summary>
    /// <inheritdoc cref="QuestionsOf"/>
    public static string ImagesOf(string folder, string part) => Find(folder, $"{part}_images.zip", Path.Combine(part, "images.zip"));

    /// <summary>Reads and checks a part.</summary>
    /// <inheritdoc cref="QuestionsOf"/>
    /// <exception cref="InvalidFileException">A file is absent or damaged, or a question is of no picture.</exception>
    public static EasyVqaSource Open(string folder, string part)
    {
        var path = QuestionsOf(folder, part);
        var images = ReadImages(ImagesOf(folder, part));
        var questions = ReadQuestions(path);
        var orphan = questions.FirstOrDefault(q => !images.ContainsKey(q.Image));
        if (questions.CountBy(q => q.Image).FirstOrDefault(c => c.Value > MostQuestions) is { Value: > 0 } crowd)
        {
            throw new InvalidFileException(
                path, $"asks {crowd.Value} questions of picture {crowd.Key}, but at most {MostQuestions} can be numbered; leave some out");
        }

        return orphan is null
            ? new EasyVqaSource(questions, images, ImagesOf(folder, part))
            : throw new InvalidFileException(
                path, $"asks '{orphan.Text}' of picture {orphan.Image}, which is not there; get the data set again");
    }

    /// <summary>A picture.</summary>
    /// <param name="image">Its number.</param>
    /// <exception cref="InvalidFileException">It is no PNG, or a damaged one.</exception>
    public RgbPicture Picture(int image) => PngReader.Decode(pictures[image], $"{place}: {image}.png");

    private static string Find(string folder, params IEnumerable<string> names)
    {
        string[] paths = [.. names.Select(name => Path.Combine(folder, name))];
        return paths.FirstOrDefault(File.Exists) ?? throw new InvalidFileException(paths[0], "is not there; give the folder of easy-VQA");
    }

    private static Dictionary<int, byte[]> ReadImages(string path)
    {
        var images = new Dictionary<int, byte[]>();
        try
        {
            using var file = BoundedRead.Open(path);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal)).Take(MostImages))
            {
                if (!int.TryParse(Path.GetFileNameWithoutExtension(entry.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number >= MostImages)
                {
                    throw new InvalidFileException(
                        path, $"has '{entry.Name}', which is not named by a number below {MostImages}; get the data set again");
                }

                using var stream = entry.Open();
                images[number] = BoundedRead.All(stream, $"{path}: {entry.Name}", MostBytes);
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidFileException(path, "is no zip archive, or a damaged one; get the data set again", error);
        }

        return images.Count > 0 ? images : throw new InvalidFileException(path, "has no picture (NUMBER.png); get the data set again");
    }

    private static List<EasyVqaQuestion> ReadQuestions(string path)
    {
        using var file = BoundedRead.Open(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var text = BoundedRead.All(stream, path, MostBytes);
        var questions = new List<EasyVqaQuestion>();
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var row in document.RootElement.EnumerateArray())
            {
                var question = row.GetArrayLength() == 3
                    ? new EasyVqaQuestion(row[0].GetString()!, row[1].GetString()!, row[2].GetInt32())
                    : throw new InvalidOperationException("a row has not three values");
                questions.Add(string.IsNullOrWhiteSpace(question.Text) || string.IsNullOrWhiteSpace(question.Answer)
                    ? throw new InvalidOperationException("a question or an answer is empty")
                    : question);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidFileException(
                path, $"is no list of [question, answer, picture]: {error.Message.TrimEnd('.')} (row {questions.Count}); get the data set again", error);
        }

        return questions.Count > 0 ? questions : throw new InvalidFileException(path, "has no question; get the data set again");
    }
}
