using Weft.Data.Text;

namespace Weft.Data.Vqa;

/// <summary>Questions of one or more parts in an order, as numbers. It does not change, so any number of threads may read it.</summary>
public sealed class VqaItems
{
    private readonly VqaRows[] parts;
    private readonly (int Part, int Row)[] items;
    private readonly int answers;

    internal VqaItems(VqaRows[] parts, (int Part, int Row)[] items, int tokenLength, int answers)
    {
        this.parts = parts;
        this.items = items;
        this.answers = answers;
        TokenLength = tokenLength;
    }

    /// <summary>How many questions there are.</summary>
    public int Count => items.Length;

    /// <summary>How many tokens each question has, padding included.</summary>
    public int TokenLength { get; }

    /// <summary>The number of a question.</summary>
    /// <param name="item">Its place, from 0.</param>
    public long QuestionId(int item) => parts[items[item].Part].QuestionIds[items[item].Row];

    /// <summary>The image that a question is about.</summary>
    /// <param name="item">Its place, from 0.</param>
    public long ImageId(int item) => parts[items[item].Part].ImageIds[items[item].Row];

    /// <summary>How many tokens of a question are words; 0 for a question without any.</summary>
    /// <param name="item">Its place, from 0.</param>
    public int WordCount(int item)
    {
        var padding = Tokens(item).IndexOf(Vocabulary.Padding);
        return padding < 0 ? TokenLength : padding;
    }

    /// <summary>The tokens of a question.</summary>
    /// <param name="item">Its place, from 0.</param>
    /// <param name="destination">Receives word ids; at most <see cref="TokenLength"/>, fewer where padding is trimmed.</param>
    public void FillTokens(int item, Span<long> destination)
    {
        var tokens = Tokens(item)[..destination.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            destination[i] = tokens[i];
        }
    }

    /// <summary>How right each answer is to a question.</summary>
    /// <param name="item">Its place, from 0.</param>
    /// <param name="destination">Receives a score from 0 to 1 for each answer of the dictionary; zeros where answers are not known.</param>
    /// <exception cref="ArgumentException">The destination has another length than the dictionary.</exception>
    public void FillTarget(int item, Span<float> destination)
    {
        if (destination.Length != answers)
        {
            throw new ArgumentException($"The dictionary has {answers} answers, the destination {destination.Length}.", nameof(destination));
        }

        destination.Clear();
        var (part, row) = (parts[items[item].Part], items[item].Row);
        for (var i = part.TargetStarts[row]; i < part.TargetStarts[row + 1]; i++)
        {
            destination[part.TargetIds[i]] = part.TargetScores[i];
        }
    }

    /// <summary>Some of these questions, such as the first 80 % that published searches train weights on.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    public VqaItems Slice(int start, int count) => new(parts, items[start..(start + count)], TokenLength, answers);

    private ReadOnlySpan<int> Tokens(int item) => parts[items[item].Part].Tokens.AsSpan(items[item].Row * TokenLength, TokenLength);
}
