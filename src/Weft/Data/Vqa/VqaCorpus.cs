using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>
/// Questions and answers as numbers: the vocabulary, the answer dictionary, and each part's questions with their targets. Built once from the
/// official files and kept in a folder, since those have half a gigabyte.
/// </summary>
public sealed class VqaCorpus
{
    private readonly IReadOnlyDictionary<VqaSplit, VqaRows> rows;

    internal VqaCorpus(VqaFiles files, VqaCorpusSettings settings, Vocabulary vocabulary, AnswerDictionary answers, IReadOnlyDictionary<VqaSplit, VqaRows> rows)
    {
        Files = files;
        Settings = settings;
        Vocabulary = vocabulary;
        Answers = answers;
        this.rows = rows;
    }

    /// <summary>The files that this was built from.</summary>
    public VqaFiles Files { get; }

    /// <summary>How it was built.</summary>
    public VqaCorpusSettings Settings { get; }

    /// <summary>The words.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The answers that a network chooses from.</summary>
    public AnswerDictionary Answers { get; }

    /// <summary>Opens the corpus of some files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="settings">How to build it.</param>
    /// <param name="cache">
    /// The folder in which what was built is kept, in a folder of its own for each set of files (by path, length and time of change) and
    /// settings; null to keep nothing.
    /// </param>
    /// <param name="remark">Told when kept data are damaged, or cannot be kept; the corpus is built in either case.</param>
    /// <exception cref="InvalidFileException">A file is damaged, or annotations and questions disagree.</exception>
    /// <exception cref="UsageException">No answer is frequent enough.</exception>
    public static VqaCorpus Open(VqaFiles files, VqaCorpusSettings? settings = null, string? cache = null, Action<string>? remark = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var used = settings ?? new VqaCorpusSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(used.TokenLength, 1, nameof(settings));
        if (cache is null)
        {
            return VqaCorpusBuilder.Build(files, used);
        }

        var kept = new VqaCorpusCache(cache, files, used);
        try
        {
            if (kept.Read() is { } known)
            {
                return known;
            }
        }
        catch (InvalidFileException error)
        {
            remark?.Invoke($"The kept questions and answers are damaged, so they are built again from the files. {error.Message}");
        }

        var corpus = VqaCorpusBuilder.Build(files, used);
        try
        {
            kept.Write(corpus);
        }
        catch (Exception error) when (error is WeftException or IOException or UnauthorizedAccessException)
        {
            remark?.Invoke($"Questions and answers cannot be kept for the next time: {error.Message}");
        }

        return corpus;
    }

    /// <summary>The questions of some parts that have answers, in the order of the annotations, one part after the other: what is trained on.</summary>
    /// <param name="splits">The parts, such as train, or train, val and Visual Genome.</param>
    /// <exception cref="InvalidFileException">A part is not there, or without annotations.</exception>
    public VqaItems TrainingItems(params IReadOnlyList<VqaSplit> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return Items(splits, (split, part) =>
        {
            // Asking for the file tells what is missing.
            _ = Files.Annotations(split);
            return part.AnnotatedRows;
        });
    }

    /// <summary>All questions of a part in the order of the question file: what is answered.</summary>
    /// <param name="split">The part.</param>
    /// <exception cref="InvalidFileException">The part is not there.</exception>
    public VqaItems EvaluationItems(VqaSplit split) => Items([split], (_, part) => Enumerable.Range(0, part.QuestionIds.Length));

    /// <summary>The numbers of all images that some parts ask about, each once.</summary>
    /// <param name="splits">The parts.</param>
    /// <exception cref="InvalidFileException">A part is not there.</exception>
    public IReadOnlyCollection<long> ImageIds(params IReadOnlyList<VqaSplit> splits) => [.. splits.SelectMany(split => Part(split).ImageIds).Distinct()];

    internal VqaRows Part(VqaSplit split)
    {
        _ = Files.Questions(split);
        return rows[split];
    }

    private VqaItems Items(IReadOnlyList<VqaSplit> splits, Func<VqaSplit, VqaRows, IEnumerable<int>> chosen)
    {
        VqaRows[] parts = [.. splits.Select(Part)];
        (int Part, int Row)[] items = [.. parts.SelectMany((part, index) => chosen(splits[index], part).Select(row => (index, row)))];
        return new VqaItems(parts, items, Settings.TokenLength, Answers.Count);
    }
}
