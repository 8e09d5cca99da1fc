using Weft.Data.Text;
using Weft.Torch;

namespace Weft.Data.Grounding;

/// <summary>
/// The files of one grounding data set in a folder: processed JSON for each split, or a pickle of references with <c>instances.json</c>.
/// </summary>
public sealed class GroundingFiles
{
    /// <summary>The file of boxes that goes with references.</summary>
    public const string InstancesName = "instances.json";

    // RefCOCOg has both umd and google, and umd's is what the published tool reads.
    private static readonly string[] Makers = ["unc", "umd", "google"];

    private GroundingFiles(string dataset, IReadOnlyDictionary<string, string> processed, string? references, string? instances)
    {
        Dataset = dataset;
        Processed = processed;
        References = references;
        Instances = instances;
    }

    /// <summary>The data set's name: refcoco, refcoco+, refcocog or an own one.</summary>
    public string Dataset { get; }

    /// <summary>The processed file of each split that has one; empty where <see cref="References"/> are read.</summary>
    public IReadOnlyDictionary<string, string> Processed { get; }

    /// <summary>The pickle of references; null where processed files are read.</summary>
    public string? References { get; }

    /// <summary>The boxes that go with the references; null where processed files are read.</summary>
    public string? Instances { get; }

    /// <summary>All files that are read.</summary>
    public IReadOnlyList<string> Paths => References is null
        ? [.. GroundingSplits.All.Where(Processed.ContainsKey).Select(s => Processed[s])]
        : [References, Instances!];

    /// <summary>
    /// Finds a data set: <c>folder/dataset</c> with its files, or the folder itself if it has them. Where there are both
    /// processed files and references, the processed ones are taken.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dataset">The data set; may be null where the folder has exactly one.</param>
    /// <param name="maker">Whose split of the references: unc, umd or google; null for the first of them that is there.</param>
    /// <exception cref="WeftException">There is none, or more than one and no name; the sentence says what was looked for.</exception>
    public static GroundingFiles Find(string folder, string? dataset = null, string? maker = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new WeftException(
                $"{folder}: the folder of the grounding data is not there; give the folder that holds {Wanted(dataset)}.");
        }

        if (dataset is not null)
        {
            return In(Path.Combine(folder, dataset), dataset, maker)
                ?? (string.Equals(NameOf(folder), dataset, StringComparison.Ordinal) ? In(folder, dataset, maker) : null)
                ?? throw new WeftException($"{folder}: there is no {Wanted(dataset, maker)}; check the name and the folder.");
        }

        if (In(folder, NameOf(folder), maker) is { } itself)
        {
            return itself;
        }

        var found = Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .Select(below => In(below, NameOf(below), maker)).OfType<GroundingFiles>().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new WeftException($"{folder}: there is no {Wanted(null, maker)}; check the folder."),
            _ => throw new WeftException(
                $"{folder}: there are {found.Count} data sets, {string.Join(", ", found.Select(f => f.Dataset))}; name one of them."),
        };
    }

    /// <summary>All sentences: by splits where the files are processed, and in the order of the references otherwise.</summary>
    /// <param name="rule">How sentences without tokens are cut into words.</param>
    /// <exception cref="InvalidFileException">A file is damaged or not what it should be.</exception>
    public IReadOnlyList<GroundingSentence> Read(TokenRule rule = TokenRule.Unicode) => References is null
        ? [.. GroundingSplits.All.Where(Processed.ContainsKey).SelectMany(split => ProcessedRefs.Read(Processed[split], split, rule))]
        : RefCocoReader.Read(References, Instances!, rule);

    private static GroundingFiles? In(string folder, string dataset, string? maker)
    {
        var processed = GroundingSplits.All.Select(split => (Split: split, Path: Path.Combine(folder, split + ".json")))
            .Where(file => File.Exists(file.Path)).ToDictionary(file => file.Split, file => file.Path, StringComparer.Ordinal);
        if (processed.Count > 0 && maker is null)
        {
            return new GroundingFiles(dataset, processed, null, null);
        }

        var instances = Path.Combine(folder, InstancesName);
        var references = (maker is null ? Makers : [maker])
            .Select(name => Path.Combine(folder, $"refs({name}).p")).FirstOrDefault(File.Exists);
        return references is not null && File.Exists(instances)
            ? new GroundingFiles(dataset, new Dictionary<string, string>(StringComparer.Ordinal), references, instances)
            : null;
    }

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static string Wanted(string? dataset, string? maker = null)
    {
        var set = dataset ?? "<data set>";
        var references = string.Join(" or ", (maker is null ? Makers : [maker]).Select(name => $"refs({name}).p"));
        var processed = maker is null ? $"{set}/{{{string.Join(",", GroundingSplits.All)}}}.json or " : "";
        return $"{processed}{set}/{references} with {set}/{InstancesName}";
    }
}
