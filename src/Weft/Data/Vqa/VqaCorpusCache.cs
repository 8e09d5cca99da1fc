using System.Globalization;
using System.Text;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Data.Text;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Vqa;

/// <summary>
/// A built corpus on the disk: a folder for each set of files and settings. The list of checksums is written last, so a folder without one was
/// never finished.
/// </summary>
internal sealed class VqaCorpusCache
{
    // Part of the key: another way of building makes another folder.
    private const int FormatVersion = 1;
    private const int LongestList = 1 << 16;
    private const string ListName = "checksums.json";
    private static readonly string[] Contents = ["questions.npz", "vocabulary.json", "answers.json"];

    private readonly string folder;
    private readonly VqaFiles files;
    private readonly VqaCorpusSettings settings;

    /// <summary>The place of a corpus; nothing is read or made yet.</summary>
    public VqaCorpusCache(string cache, VqaFiles files, VqaCorpusSettings settings)
    {
        this.files = files;
        this.settings = settings;
        folder = Path.Combine(cache, $"vqa-{Key()[..16]}");
    }

    /// <summary>Reads what was kept; null if nothing was.</summary>
    /// <exception cref="InvalidFileException">It is damaged.</exception>
    public VqaCorpus? Read()
    {
        var list = Path.Combine(folder, ListName);
        if (!File.Exists(list))
        {
            return null;
        }

        RequireChecksums(list);
        var vocabulary = Vocabulary.Read(PathOf(1));
        var answers = AnswerDictionary.Read(PathOf(2));
        using var archive = new NpzReader(PathOf(0));
        var rows = files.Splits.ToDictionary(split => split, split => ReadRows(archive, split, vocabulary.Count, answers.Count));
        return new VqaCorpus(files, settings, vocabulary, answers, rows);
    }

    /// <summary>Keeps a corpus.</summary>
    /// <exception cref="WeftException">The folder cannot be written.</exception>
    public void Write(VqaCorpus corpus)
    {
        Directory.CreateDirectory(folder);
        var arrays = new Dictionary<string, NdArray>(StringComparer.Ordinal);
        foreach (var split in files.Splits)
        {
            var part = corpus.Part(split);
            arrays.Add($"{split}.questions", NdArray.From(part.QuestionIds, part.QuestionIds.Length));
            arrays.Add($"{split}.images", NdArray.From(part.ImageIds, part.ImageIds.Length));
            arrays.Add($"{split}.tokens", NdArray.From(part.Tokens, part.QuestionIds.Length, settings.TokenLength));
            arrays.Add($"{split}.annotated", NdArray.From(part.AnnotatedRows, part.AnnotatedRows.Length));
            arrays.Add($"{split}.starts", NdArray.From(part.TargetStarts, part.TargetStarts.Length));
            arrays.Add($"{split}.targets", NdArray.From(part.TargetIds, part.TargetIds.Length));
            arrays.Add($"{split}.scores", NdArray.From(part.TargetScores, part.TargetScores.Length));
        }

        NpzWriter.Write(PathOf(0), arrays, compress: false);
        corpus.Vocabulary.Write(PathOf(1));
        corpus.Answers.Write(PathOf(2));
        var sums = Enumerable.Range(0, Contents.Length).Select(index => Checksum.OfFile(PathOf(index)));
        AtomicFile.WriteAllBytes(Path.Combine(folder, ListName), JsonSerializer.SerializeToUtf8Bytes(sums));
    }

    private void RequireChecksums(string list)
    {
        try
        {
            using var stream = BoundedRead.Open(list);
            var sums = JsonSerializer.Deserialize<string?[]>(BoundedRead.All(stream, list, LongestList)) ?? [];
            for (var i = 0; i < Contents.Length; i++)
            {
                if (!string.Equals(Checksum.OfFile(PathOf(i)), sums.ElementAtOrDefault(i), StringComparison.Ordinal))
                {
                    throw new InvalidFileException(PathOf(i), "does not match its checksum");
                }
            }
        }
        catch (JsonException error)
        {
            throw new InvalidFileException(list, $"is no list of checksums ({error.Message})", error);
        }
    }

    private VqaRows ReadRows(NpzReader archive, VqaSplit split, int words, int answers)
    {
        var rows = new VqaRows(
            Read<long>(archive, split, "questions"), Read<long>(archive, split, "images"), Read<int>(archive, split, "tokens"),
            Read<int>(archive, split, "annotated"), Read<int>(archive, split, "starts"), Read<int>(archive, split, "targets"), Read<float>(archive, split, "scores"));
        var count = rows.QuestionIds.Length;
        var whole = rows.ImageIds.Length == count && rows.Tokens.Length == (long)count * settings.TokenLength && rows.TargetStarts.Length == count + 1
            && rows.TargetScores.Length == rows.TargetIds.Length && rows.TargetStarts[0] == 0 && rows.TargetStarts[^1] == rows.TargetIds.Length
            && rows.TargetStarts.Zip(rows.TargetStarts.Skip(1)).All(pair => pair.First <= pair.Second)
            && !rows.Tokens.AsSpan().ContainsAnyExceptInRange(0, words - 1)
            && !rows.TargetIds.AsSpan().ContainsAnyExceptInRange(0, answers - 1)
            && !rows.AnnotatedRows.AsSpan().ContainsAnyExceptInRange(0, count - 1);
        return whole ? rows : throw new InvalidFileException(PathOf(0), $"has arrays of {split} that do not belong together");
    }

    private T[] Read<T>(NpzReader archive, VqaSplit split, string name)
        where T : unmanaged
    {
        var array = archive.Read($"{split}.{name}");
        return array.Type == ElementTypes.Of<T>()
            ? array.As<T>().ToArray()
            : throw new InvalidFileException(PathOf(0), $"has {array} as {split}.{name}");
    }

    private string PathOf(int index) => Path.Combine(folder, Contents[index]);

    private string Key()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{FormatVersion} {settings.Rule} {settings.TokenLength} {settings.AnswerMinimum}\n");
        text.AppendJoin(' ', settings.VocabularySplits.Distinct().Order()).Append('\n');
        text.AppendJoin(' ', settings.AnswerSplits.Distinct().Order()).Append('\n');
        foreach (var split in files.Splits)
        {
            Add(text, files.Questions(split));
            if (files.HasAnnotations(split))
            {
                Add(text, files.Annotations(split));
            }
        }

        return Checksum.OfBytes(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Add(StringBuilder text, string path)
    {
        // Behind links: a link keeps its own time when its target changes.
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        text.Append(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks} {file.FullName}\n");
    }
}
