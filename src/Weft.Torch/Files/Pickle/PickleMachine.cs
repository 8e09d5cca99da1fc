using System.Collections.Immutable;

namespace Weft.Torch.Files.Pickle;

/// <summary>
/// Reads pickles of protocols 0 to 5. A pickle is a program for a stack machine; this one can build plain values and nothing else. Names of
/// Python code are looked up in a list, at once and before anything is called, and what is not on the list ends the reading.
/// </summary>
/// <param name="input">The bytes.</param>
/// <param name="objects">The names that are known.</param>
/// <param name="maximumOperations">How many operations a pickle may have: each makes at most one value, so this bounds the memory.</param>
internal sealed class PickleMachine(PickleInput input, IPickleObjects objects, long maximumOperations)
{
    private const int HighestProtocol = 5;

    private readonly PickleStack stack = new();
    private readonly Dictionary<ulong, object?> memo = [];

    /// <summary>Reads one pickle; the input stands behind it then.</summary>
    /// <returns>null, bool, long, BigInteger, double, string, byte[], List of object, PickleTuple, PickleMap, or what a listed name
    /// made.</returns>
    /// <exception cref="InvalidFileException">The pickle is damaged, hostile, or names what is not on the list.</exception>
    public object? Read()
    {
        try
        {
            for (long done = 0; done < maximumOperations; done++)
            {
                var code = (PickleOp)input.Byte();
                if (code == PickleOp.Stop)
                {
                    return stack.Pop();
                }

                if (!(Constant(code) || Container(code) || Memo(code) || Named(code)))
                {
                    throw new FormatException(
                        $"there is the byte 0x{(byte)code:X2}, which is no operation that is known; this is no pickle, or it is damaged");
                }
            }
        }
        catch (FormatException e)
        {
            throw input.Refuse(e.Message, e);
        }

        throw input.Refuse($"there are more than {maximumOperations} operations, far more than such a file needs; do not trust it");
    }

    private bool Constant(PickleOp code)
    {
        switch (code)
        {
            case PickleOp.Proto:
                var protocol = input.Byte();
                return protocol <= HighestProtocol
                    ? true
                    : throw new FormatException(
                        $"the protocol is {protocol}, but only 0 to {HighestProtocol} are known; write the file again with a lower one");
            case PickleOp.Frame:
                var frame = input.Number(8);
                return frame <= (ulong)input.Left
                    ? true
                    : throw new FormatException(
                        $"a frame claims {frame} bytes, but only {input.Left} are left; fetch or write the file again");
        }

        object? value = code switch
        {
            PickleOp.None => null,
            PickleOp.NewTrue => true,
            PickleOp.NewFalse => false,
            PickleOp.Int => PickleNumbers.Integer(input.Line()),
            PickleOp.BinInt => (long)(int)input.Number(4),
            PickleOp.BinInt1 => (long)input.Number(1),
            PickleOp.BinInt2 => (long)input.Number(2),
            PickleOp.Long => PickleNumbers.Long(input.Line()),
            PickleOp.Long1 => PickleNumbers.TwosComplement(input.Bytes(input.Number(1))),
            PickleOp.Long4 => PickleNumbers.TwosComplement(input.Bytes(input.Number(4))),
            PickleOp.Float => PickleNumbers.Float(input.Line()),
            PickleOp.BinFloat => input.Double(),
            PickleOp.String => PickleText.FromByteString(PickleText.Unquote(input.Line())),
            PickleOp.BinString => PickleText.FromByteString(input.Bytes(input.Number(4))),
            PickleOp.ShortBinString => PickleText.FromByteString(input.Bytes(input.Number(1))),
            PickleOp.Unicode => PickleText.FromRawUnicodeEscape(input.Line()),
            PickleOp.BinUnicode => PickleText.FromUtf8(input.Bytes(input.Number(4))),
            PickleOp.ShortBinUnicode => PickleText.FromUtf8(input.Bytes(input.Number(1))),
            PickleOp.BinUnicode8 => PickleText.FromUtf8(input.Bytes(input.Number(8))),
            PickleOp.BinBytes => input.Bytes(input.Number(4)),
            PickleOp.ShortBinBytes => input.Bytes(input.Number(1)),
            PickleOp.BinBytes8 or PickleOp.ByteArray8 => input.Bytes(input.Number(8)),
            _ => stack,
        };
        if (ReferenceEquals(value, stack))
        {
            return false;
        }

        stack.Push(value);
        return true;
    }

    private bool Container(PickleOp code)
    {
        switch (code)
        {
            case PickleOp.Mark:
                stack.Mark();
                break;
            case PickleOp.Pop when stack.AboveMark == 0:
            case PickleOp.PopMark:
                stack.PopToMark();
                break;
            case PickleOp.Pop:
                stack.Pop();
                break;
            case PickleOp.Dup:
                stack.Push(stack.Peek());
                break;
            case PickleOp.EmptyList or PickleOp.EmptySet:
                stack.Push(new List<object?>());
                break;
            case PickleOp.List or PickleOp.FrozenSet:
                stack.Push(new List<object?>(stack.PopToMark()));
                break;
            case PickleOp.Append:
                var last = stack.Pop();
                PeekList().Add(last);
                break;
            case PickleOp.Appends or PickleOp.AddItems:
                var items = stack.PopToMark();
                PeekList().AddRange(items);
                break;
            case PickleOp.EmptyTuple:
                stack.Push(new PickleTuple([]));
                break;
            case PickleOp.Tuple:
                stack.Push(new PickleTuple(stack.PopToMark()));
                break;
            case PickleOp.Tuple1 or PickleOp.Tuple2 or PickleOp.Tuple3:
                stack.Push(new PickleTuple(stack.Pop(code - PickleOp.Tuple1 + 1)));
                break;
            case PickleOp.EmptyDict:
                stack.Push(new PickleMap());
                break;
            case PickleOp.Dict:
                var entries = stack.PopToMark();
                stack.Push(new PickleMap());
                SetItems(entries);
                break;
            case PickleOp.SetItem:
                SetItems(stack.Pop(2));
                break;
            case PickleOp.SetItems:
                SetItems(stack.PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool Memo(PickleOp code)
    {
        switch (code)
        {
            case PickleOp.Get:
                stack.Push(Recall(Index(input.Line())));
                break;
            case PickleOp.BinGet:
                stack.Push(Recall(input.Number(1)));
                break;
            case PickleOp.LongBinGet:
                stack.Push(Recall(input.Number(4)));
                break;
            case PickleOp.Put:
                memo[Index(input.Line())] = stack.Peek();
                break;
            case PickleOp.BinPut:
                memo[input.Number(1)] = stack.Peek();
                break;
            case PickleOp.LongBinPut:
                memo[input.Number(4)] = stack.Peek();
                break;
            case PickleOp.Memoize:
                memo[(ulong)memo.Count] = stack.Peek();
                break;
            default:
                return false;
        }

        return true;
    }

    private bool Named(PickleOp code)
    {
        switch (code)
        {
            case PickleOp.Global:
                stack.Push(Find(PickleText.FromUtf8(input.Line()), PickleText.FromUtf8(input.Line())));
                break;
            case PickleOp.StackGlobal:
                var path = stack.Pop(2);
                stack.Push(path is [string module, string name]
                    ? Find(module, name)
                    : throw new FormatException("the name of a global is no text"));
                break;
            case PickleOp.Inst:
                var function = Find(PickleText.FromUtf8(input.Line()), PickleText.FromUtf8(input.Line()));
                stack.Push(function.Call(new PickleTuple(stack.PopToMark())));
                break;
            case PickleOp.Obj:
                var parts = stack.PopToMark();
                stack.Push(Call(parts.FirstOrDefault(), new PickleTuple(parts.IsEmpty ? parts : parts.RemoveAt(0))));
                break;
            case PickleOp.Reduce or PickleOp.NewObj:
                var call = stack.Pop(2);
                stack.Push(Call(call[0], call[1]));
                break;
            case PickleOp.NewObjEx:
                var keyed = stack.Pop(3);
                stack.Push(keyed[2] is PickleMap { Count: 0 }
                    ? Call(keyed[0], keyed[1])
                    : throw new FormatException("an object is made with named arguments, which no listed name takes"));
                break;
            case PickleOp.Build:
                Build();
                break;
            case PickleOp.PersId:
                stack.Push(objects.Persistent(PickleText.FromUtf8(input.Line())));
                break;
            case PickleOp.BinPersId:
                stack.Push(objects.Persistent(stack.Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    private PickleFunction Find(string module, string name) => objects.Find(module, name) ?? throw new FormatException(
        $"the Python code {InputFile.Quote($"{module}.{name}")} is named, which a list of weights or plain data does not need; "
        + "nothing of it was run. If you trust the file and it holds a model, save only its weights in Python: "
        + "torch.save(model.state_dict(), FILE)");

    private static object? Call(object? function, object? arguments) => (function, arguments) switch
    {
        (PickleFunction known, PickleTuple tuple) => known.Call(tuple),
        _ => throw new FormatException("something is called that is no function; the file is damaged, so fetch or write it again"),
    };

    // The state of a dictionary that is also an object is what Python hung on to it (the version numbers of a state dictionary).
    private void Build()
    {
        stack.Pop();
        if (stack.Peek() is not (PickleMap or PickleOpaque))
        {
            throw new FormatException("a state is set on a value that has none; the file is damaged, so fetch or write it again");
        }
    }

    private List<object?> PeekList() => stack.Peek() as List<object?>
        ?? throw new FormatException("a value is appended to what is no list; the file is damaged, so fetch or write it again");

    private void SetItems(ImmutableArray<object?> items)
    {
        // An object that is skipped may have been a kind of dictionary.
        if (stack.Peek() is PickleOpaque)
        {
            return;
        }

        if (stack.Peek() is not PickleMap target || items.Length % 2 != 0)
        {
            throw new FormatException("an entry is set in what is no dictionary; the file is damaged, so fetch or write it again");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            target.Set(items[i], items[i + 1]);
        }
    }

    private object? Recall(ulong index) => memo.TryGetValue(index, out var value)
        ? value
        : throw new FormatException(
            $"the value number {index} is recalled, which was never kept; the file is damaged, so fetch or write it again");

    private static ulong Index(ReadOnlySpan<byte> line) => PickleNumbers.Long(line) is long and >= 0 and var index
        ? (ulong)index
        : throw new FormatException("a value's number is negative or too large; the file is damaged, so fetch or write it again");
}
