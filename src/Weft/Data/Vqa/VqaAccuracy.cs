using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>
/// The official accuracy of VQA v2: an answer is right if at least three of nine people gave it, averaged over which of the ten is left out.
/// Accuracies are percentages, rounded to two decimals as published; fractions are not rounded.
/// </summary>
/// <param name="Overall">Over all questions, in percent.</param>
/// <param name="Fraction">Over all questions, from 0 to 1.</param>
/// <param name="PerQuestionType">By how questions begin, in percent, in order of first appearance.</param>
/// <param name="PerAnswerType">By yes/no, number and other, in percent, in order of first appearance.</param>
/// <param name="PerQuestion">Each question's accuracy in percent, by its id, in the order of the annotations.</param>
public sealed record VqaAccuracy(
    double Overall,
    double Fraction,
    IReadOnlyDictionary<string, double> PerQuestionType,
    IReadOnlyDictionary<string, double> PerAnswerType,
    IReadOnlyDictionary<long, double> PerQuestion)
{
    // Nine people are asked whether three of them agree; with fewer than four in all, none could ever be right.
    private const int FewestPeople = 4;

    /// <summary>Compares answers with what people answered.</summary>
    /// <param name="annotations">The questions that count, such as all of a file.</param>
    /// <param name="answers">A network's answer to each question, by its id.</param>
    /// <exception cref="WeftException">There is no annotation, one is of a question that had one, or a question has no answer.</exception>
    public static VqaAccuracy Of(IEnumerable<VqaAnnotation> annotations, IReadOnlyDictionary<long, string> answers)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        ArgumentNullException.ThrowIfNull(answers);
        var all = new Mean();
        var byQuestionType = new OrderedDictionary<string, Mean>(StringComparer.Ordinal);
        var byAnswerType = new OrderedDictionary<string, Mean>(StringComparer.Ordinal);
        var perQuestion = new OrderedDictionary<long, double>();
        foreach (var annotation in annotations)
        {
            if (!answers.TryGetValue(annotation.QuestionId, out var answer))
            {
                throw new WeftException(
                    $"Question {annotation.QuestionId} has no answer among the {answers.Count} given; answer all questions of the annotations.");
            }

            var accuracy = Accuracy(annotation, answer);
            if (!perQuestion.TryAdd(annotation.QuestionId, Rounded(100 * accuracy)))
            {
                throw new WeftException($"Question {annotation.QuestionId} has two annotations; keep one of them.");
            }

            all = all.With(accuracy);
            Add(byQuestionType, annotation.QuestionType, accuracy);
            Add(byAnswerType, annotation.AnswerType, accuracy);
        }

        return all.Count > 0
            ? new VqaAccuracy(all.Percent, all.Sum / all.Count, Percents(byQuestionType), Percents(byAnswerType), perQuestion)
            : throw new WeftException("There is no annotation to compare answers with; give a part of the data that has annotations.");
    }

    /// <summary>How right one answer is.</summary>
    /// <param name="annotation">What people answered.</param>
    /// <param name="answer">A network's answer.</param>
    /// <returns>From 0 to 1. Where fewer than four people answered, which no published file has, the share of them who agree.</returns>
    public static double Accuracy(VqaAnnotation annotation, string answer)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        var people = annotation.Answers;
        if (people.IsEmpty)
        {
            return 0;
        }

        // People who all said the same are compared as they wrote it, as published.
        var agree = people.All(other => string.Equals(other, people[0], StringComparison.Ordinal));
        var given = AnswerText.ForMetric(answer);
        bool[] equal = [.. people.Select(other => string.Equals(agree ? other : AnswerText.Punctuation(other), given, StringComparison.Ordinal))];
        var matches = equal.Count(same => same);
        if (people.Length < FewestPeople)
        {
            return (double)matches / people.Length;
        }

        double sum = 0;
        foreach (var own in equal)
        {
            sum += Math.Min(1, (matches - (own ? 1 : 0)) / 3.0);
        }

        return sum / people.Length;
    }

    private static void Add(OrderedDictionary<string, Mean> means, string type, double accuracy) =>
        means[type] = means.GetValueOrDefault(type, new Mean()).With(accuracy);

    private static OrderedDictionary<string, double> Percents(OrderedDictionary<string, Mean> means) =>
        new(means.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Percent)), StringComparer.Ordinal);

    // To the nearest of the number's exact value, halves to even, as the published program's language rounds.
    private static double Rounded(double value) => Math.Truncate(value * 8) == value * 8
        ? Math.Round(value, 2, MidpointRounding.ToEven)
        : double.Parse(value.ToString("F2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private readonly record struct Mean(double Sum, int Count)
    {
        public double Percent => Rounded(100 * Sum / Count);

        public Mean With(double value) => new(Sum + value, Count + 1);
    }
}
