using System.Text.RegularExpressions;
using Weft.Data.Text;
using Weft.Torch;
using Weft.Torch.Files.Pickle;

namespace Weft.Data.Grounding;

/// <summary>
/// References of RefCOCO, RefCOCO+ and RefCOCOg as published: a pickle such as <c>refs(unc).p</c>, of which nothing is run, joined with
/// <c>instances.json</c> (MmNas specification 6.2).
/// </summary>
public static partial class RefCocoReader
{
    private const int Shown = 5;

    /// <summary>Reads all sentences in the order of the references.</summary>
    /// <param name="references">The pickle: a list of references with ann_id, image_id, split and sentences.</param>
    /// <param name="instances">COCO's instances file, of which only the boxes and images of the references are kept.</param>
    /// <param name="rule">How sentences without tokens are cut into words.</param>
    /// <exception cref="InvalidFileException">A file is absent, damaged, hostile, or not such a file; or they do not belong together.</exception>
    public static IReadOnlyList<GroundingSentence> Read(string references, string instances, TokenRule rule = TokenRule.Unicode)
    {
        var list = References(references, rule);
        var known = InstancesReader.Read(
            instances,
            list.Select(r => r.Annotation).ToHashSet(),
            list.Select(r => r.Image).ToHashSet(),
            list.Where(r => r.Category is not null).Select(r => r.Category!.Value).ToHashSet());
        var missing = list.Where(r => !known.Boxes.ContainsKey(r.Annotation)).ToList();
        return missing.Count == 0
            ? [.. list.SelectMany(r => Sentences(r, known))]
            : throw new InvalidFileException(
                instances,
                $"has no annotation for {missing.Count} of the {list.Count} references in {references} "
                + $"({string.Join(", ", missing.Take(Shown).Select(r => r.Annotation))}{(missing.Count > Shown ? ", ..." : "")}); "
                + "give the instances file of the same data set");
    }

    private static IEnumerable<GroundingSentence> Sentences(Reference reference, InstancesReader known)
    {
        known.Images.TryGetValue(reference.Image, out var image);
        var name = reference.Category is { } category ? known.Categories.GetValueOrDefault(category, string.Empty) : string.Empty;

        // A reference's own file name has its number in the image behind the image's.
        var file = image.FileName ?? NumberAtEnd().Replace(reference.FileName, "${end}");
        return reference.Sentences.Select(tokens => new GroundingSentence(
            tokens, file, reference.Image, reference.Split, known.Boxes[reference.Annotation], name, image.Height, image.Width));
    }

    private static List<Reference> References(string path, TokenRule rule)
    {
        var read = PickleFile.Read(path) as List<object?>
            ?? throw new InvalidFileException(path, "holds no list of references; give a file such as refs(unc).p");
        var list = new List<Reference>(read.Count);
        foreach (var item in read)
        {
            var problem = "is no dictionary";
            list.Add(item is PickleMap map && Convert(map, rule, out problem) is { } reference
                ? reference
                : throw new InvalidFileException(path, $"its reference at index {list.Count} {problem}; give a file such as refs(unc).p"));
        }

        return list.Count > 0 ? list : throw new InvalidFileException(path, "has no reference; give a file such as refs(unc).p");
    }

    private static Reference? Convert(PickleMap map, TokenRule rule, out string problem)
    {
        problem = "has no ann_id, no image_id or no list of sentences";
        if (Value(map, "ann_id") is not long annotation || Value(map, "image_id") is not long image
            || Value(map, "sentences") is not List<object?> sentences)
        {
            return null;
        }

        problem = $"is of no split that is known: {string.Join(", ", GroundingSplits.All)}";
        if (Value(map, "split") is not string split || !GroundingSplits.All.Contains(split))
        {
            return null;
        }

        problem = "has a sentence without tokens and without text";
        var words = new List<IReadOnlyList<string>>(sentences.Count);
        foreach (var sentence in sentences)
        {
            if (sentence is not PickleMap parts || Tokens(parts, rule) is not { } tokens)
            {
                return null;
            }

            words.Add(tokens);
        }

        var file = Value(map, "file_name") as string ?? string.Empty;
        return new Reference(annotation, image, split, Value(map, "category_id") as long?, file, words);
    }

    private static IReadOnlyList<string>? Tokens(PickleMap sentence, TokenRule rule) =>
        Value(sentence, "tokens") is List<object?> tokens ? tokens.TrueForAll(token => token is string) ? [.. tokens.Cast<string>()] : null
        : (Value(sentence, "sent") ?? Value(sentence, "raw")) is string text ? Tokenizer.Split(text, rule)
        : null;

    private static object? Value(PickleMap map, string key) => map.TryGet(key, out var value) ? value : null;

    [GeneratedRegex(@"_[0-9]+(?<end>\.[A-Za-z]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberAtEnd();

    private sealed record Reference(
        long Annotation, long Image, string Split, long? Category, string FileName, IReadOnlyList<IReadOnlyList<string>> Sentences);
}
