using System.Collections.Immutable;

namespace Weft.Torch.Files.Pickle;

/// <summary>The values that a pickle is working on, with marks where lists, tuples and dictionaries begin. Its size is bounded.</summary>
internal sealed class PickleStack
{
    // Python itself cannot write anything nested deeper, for its own recursion ends there.
    private const int DeepestNesting = 1000;
    private const int MostValues = 1 << 20;

    private readonly List<object?> values = [];
    private readonly List<int> marks = [];

    /// <summary>How many values lie above the last mark.</summary>
    public int AboveMark => values.Count - (marks.Count == 0 ? 0 : marks[^1]);

    /// <summary>Begins a list, tuple or dictionary.</summary>
    public void Mark()
    {
        if (marks.Count == DeepestNesting)
        {
            throw new FormatException(
                $"values are nested more than {DeepestNesting} deep; no program writes such a file, so do not trust it");
        }

        marks.Add(values.Count);
    }

    /// <summary>Puts a value on top.</summary>
    public void Push(object? value)
    {
        if (values.Count == MostValues)
        {
            throw new FormatException($"more than {MostValues} values are unfinished; no program writes such a file, so do not trust it");
        }

        values.Add(value);
    }

    /// <summary>The value on top, which stays.</summary>
    public object? Peek() => AboveMark > 0 ? values[^1] : throw Empty();

    /// <summary>Takes the value on top.</summary>
    public object? Pop()
    {
        var value = Peek();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    /// <summary>Takes so many values from the top, in the order in which they were put there.</summary>
    public ImmutableArray<object?> Pop(int count)
    {
        if (AboveMark < count)
        {
            throw Empty();
        }

        var taken = values[^count..].ToImmutableArray();
        values.RemoveRange(values.Count - count, count);
        return taken;
    }

    /// <summary>Takes everything above the last mark, and the mark.</summary>
    public ImmutableArray<object?> PopToMark()
    {
        if (marks.Count == 0)
        {
            throw Empty();
        }

        var taken = Pop(AboveMark);
        marks.RemoveAt(marks.Count - 1);
        return taken;
    }

    private static FormatException Empty() =>
        new("a value is asked for that is not there; the file is damaged, so fetch or write it again");
}
