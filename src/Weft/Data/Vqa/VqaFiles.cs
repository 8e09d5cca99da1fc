using System.Collections.Immutable;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>The question and annotation files of a folder, by their official names.</summary>
public sealed class VqaFiles
{
    private static readonly ImmutableArray<(string Questions, string Annotations)> Names =
    [
        ("v2_OpenEnded_mscoco_train2014_questions.json", "v2_mscoco_train2014_annotations.json"),
        ("v2_OpenEnded_mscoco_val2014_questions.json", "v2_mscoco_val2014_annotations.json"),
        ("v2_OpenEnded_mscoco_test2015_questions.json", "v2_mscoco_test2015_annotations.json"),
        ("VG_questions.json", "VG_annotations.json"),
    ];

    private readonly string?[] questions;
    private readonly string?[] annotations;

    private VqaFiles(string folder, string?[] questions, string?[] annotations)
    {
        Folder = folder;
        this.questions = questions;
        this.annotations = annotations;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The parts whose questions are there, in the order of <see cref="VqaSplit"/>.</summary>
    public IReadOnlyList<VqaSplit> Splits => [.. Enum.GetValues<VqaSplit>().Where(split => questions[(int)split] is not null)];

    /// <summary>Finds files in a folder or in its <c>annotations</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="needed">
    /// The parts that must be there, with annotations except for test. Of the others, what is there is used: for the vocabulary. Published
    /// programs need all four whatever they do.
    /// </param>
    /// <exception cref="WeftException">Files are missing; the sentence lists them all.</exception>
    public static VqaFiles Find(string folder, IReadOnlyCollection<VqaSplit> needed)
    {
        ArgumentNullException.ThrowIfNull(needed);
        string?[] asked = [.. Names.Select(name => Locate(folder, name.Questions))];
        string?[] answered = [.. Names.Select(name => Locate(folder, name.Annotations))];
        var missing = new List<string>();
        foreach (var split in needed.Distinct().Order())
        {
            if (asked[(int)split] is null)
            {
                missing.Add(Names[(int)split].Questions);
            }

            if (answered[(int)split] is null && split is not VqaSplit.Test)
            {
                missing.Add(Names[(int)split].Annotations);
            }
        }

        return missing.Count == 0
            ? new VqaFiles(folder, asked, answered)
            : throw new InvalidFileException(
                folder, $"lacks {string.Join(", ", missing)} (in it or in its folder 'annotations'); fetch or write {(missing.Count == 1 ? "it" : "them")} there");
    }

    /// <summary>The question file of a part.</summary>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <exception cref="InvalidFileException">It is not there.</exception>
    public string Questions(VqaSplit split) => questions[(int)split] ?? throw Missing(Names[(int)split].Questions);

    /// <summary>The annotation file of a part.</summary>
    /// <param name="split">The part.</param>
    /// <exception cref="InvalidFileException">It is not there.</exception>
    public string Annotations(VqaSplit split) => annotations[(int)split] ?? throw Missing(Names[(int)split].Annotations);

    /// <summary>Whether the answers of a part are there.</summary>
    /// <param name="split">The part.</param>
    public bool HasAnnotations(VqaSplit split) => questions[(int)split] is not null && annotations[(int)split] is not null;

    private static string? Locate(string folder, string name)
    {
        string[] places = [Path.Combine(folder, "annotations", name), Path.Combine(folder, name)];
        return places.FirstOrDefault(File.Exists);
    }

    private InvalidFileException Missing(string name) => new(Folder, $"lacks {name} (in it or in its folder 'annotations'); fetch or write it there");
}
