using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>Reads each question and annotation file once and turns them into numbers.</summary>
internal sealed class VqaCorpusBuilder
{
    private readonly VqaFiles files;
    private readonly VqaCorpusSettings settings;

    // Words in order of first appearance. Those of the vocabulary come first, since its parts are read first.
    private readonly OrderedDictionary<string, int> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> answerIds = new(StringComparer.Ordinal);

    private VqaCorpusBuilder(VqaFiles files, VqaCorpusSettings settings)
    {
        this.files = files;
        this.settings = settings;
    }

    /// <inheritdoc cref="VqaCorpus.Open"/>
    public static VqaCorpus Build(VqaFiles files, VqaCorpusSettings settings) => new VqaCorpusBuilder(files, settings).Build();

    private VqaCorpus Build()
    {
        var parts = new Dictionary<VqaSplit, Questions>();
        foreach (var split in files.Splits.Where(split => settings.VocabularySplits.Contains(split)))
        {
            parts.Add(split, ReadQuestions(split));
        }

        var vocabulary = Vocabulary.Build([[.. words.Keys]]);
        foreach (var split in files.Splits.Where(split => !settings.VocabularySplits.Contains(split)))
        {
            parts.Add(split, ReadQuestions(split));
        }

        var annotated = files.Splits.Where(files.HasAnnotations).ToDictionary(split => split, split => VqaAnnotation.Read(files.Annotations(split)).ToList());
        var given = settings.AnswerSplits.Order().Where(annotated.ContainsKey).SelectMany(split => annotated[split]).Select(annotation => annotation.Answer);
        var answers = AnswerDictionary.Build(given, settings.AnswerMinimum);
        var rows = parts.ToDictionary(
            pair => pair.Key, pair => Rows(pair.Key, pair.Value, annotated.GetValueOrDefault(pair.Key, []), vocabulary.Count, answers));
        return new VqaCorpus(files, settings, vocabulary, answers, rows);
    }

    private Questions ReadQuestions(VqaSplit split)
    {
        var path = files.Questions(split);
        var questions = new Questions([], [], [], []);
        foreach (var question in VqaQuestion.Read(path))
        {
            if (!questions.RowOf.TryAdd(question.Id, questions.Ids.Count))
            {
                throw new InvalidFileException(
                    $"{path}, question {questions.Ids.Count}", $"has the question_id {question.Id}, which an earlier one has; give each a number of its own");
            }

            questions.Ids.Add(question.Id);
            questions.Images.Add(question.ImageId);
            var tokens = Tokenizer.Split(question.Text, settings.Rule);
            for (var i = 0; i < Math.Max(tokens.Count, settings.TokenLength); i++)
            {
                // The vocabulary has the words that are cut off too.
                var id = i < tokens.Count ? IdOf(tokens[i]) : Vocabulary.Padding;
                if (i < settings.TokenLength)
                {
                    questions.Tokens.Add(id);
                }
            }
        }

        return questions.Ids.Count > 0
            ? questions
            : throw new InvalidFileException(path, "has no question; give the official file, or one of its form");
    }

    private int IdOf(string word)
    {
        if (!words.TryGetValue(word, out var id))
        {
            id = Vocabulary.Whole + 1 + words.Count;
            words.Add(word, id);
        }

        return id;
    }

    private VqaRows Rows(VqaSplit split, Questions questions, List<VqaAnnotation> annotations, int wordCount, AnswerDictionary answers)
    {
        var targets = new IReadOnlyList<(int Id, float Score)>?[questions.Ids.Count];
        var order = new int[annotations.Count];
        for (var i = 0; i < annotations.Count; i++)
        {
            order[i] = RowOf(split, questions, annotations[i], i);
            targets[order[i]] = targets[order[i]] is null
                ? answers.Scores(annotations[i].Answers, answerIds)
                : throw Disagreeing(split, i, $"is of question {annotations[i].QuestionId}, as an earlier one is; keep one of the two");
        }

        var starts = new int[targets.Length + 1];
        for (var i = 0; i < targets.Length; i++)
        {
            starts[i + 1] = starts[i] + (targets[i]?.Count ?? 0);
        }

        (int Id, float Score)[] all = [.. targets.SelectMany(target => target ?? [])];
        int[] tokens = [.. questions.Tokens.Select(id => id < wordCount ? id : Vocabulary.Unknown)];
        return new VqaRows(
            [.. questions.Ids], [.. questions.Images], tokens, order, starts, [.. all.Select(target => target.Id)], [.. all.Select(target => target.Score)]);
    }

    private int RowOf(VqaSplit split, Questions questions, VqaAnnotation annotation, int index)
    {
        if (!questions.RowOf.TryGetValue(annotation.QuestionId, out var row))
        {
            throw Disagreeing(
                split, index, $"is of question {annotation.QuestionId}, which {files.Questions(split)} does not have; give both files of the same data");
        }

        return questions.Images[row] == annotation.ImageId
            ? row
            : throw Disagreeing(
                split,
                index,
                $"has the image {annotation.ImageId}, but its question {annotation.QuestionId} in {files.Questions(split)} the image {questions.Images[row]}; "
                + "give both files of the same data");
    }

    private InvalidFileException Disagreeing(VqaSplit split, int index, string problem) => new($"{files.Annotations(split)}, annotation {index}", problem);

    private sealed record Questions(List<long> Ids, List<long> Images, List<int> Tokens, Dictionary<long, int> RowOf);
}
