using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>The files of one split: a caption in each line, and ids of images.</summary>
/// <param name="Captions">The captions' file.</param>
/// <param name="Ids">The ids' file.</param>
public readonly record struct CaptionSplitFiles(string Captions, string Ids);

/// <summary>
/// The files of one data set of captions in a folder: <c>name_precomp/{train,dev,test,testall}_{caps,ids}.txt</c>, and a map from ids to
/// files of images where ids are not the images' numbers (MmNas specification 6.3).
/// </summary>
public sealed class CaptionFiles
{
    /// <summary>All splits, in the order in which words are counted; testall is COCO's with 5,000 images.</summary>
    public static readonly IReadOnlyList<string> AllSplits = ["train", "dev", "test", "testall"];

    private const string Suffix = "_precomp";

    private CaptionFiles(string dataset, IReadOnlyDictionary<string, CaptionSplitFiles> splits, string? map)
    {
        Dataset = dataset;
        Splits = splits;
        Map = map;
    }

    /// <summary>The data set's name: flickr, coco or an own one.</summary>
    public string Dataset { get; }

    /// <summary>The files of each split that there is.</summary>
    public IReadOnlyDictionary<string, CaptionSplitFiles> Splits { get; }

    /// <summary>The map <c>dataset_*.json</c>; null where ids are the images' numbers.</summary>
    public string? Map { get; }

    /// <summary>All files that are read.</summary>
    public IReadOnlyList<string> Paths =>
        [
            .. AllSplits.Where(Splits.ContainsKey).SelectMany(split => new[] { Splits[split].Captions, Splits[split].Ids }),
            .. Map is null ? [] : new[] { Map },
        ];

    /// <summary>
    /// Finds a data set: <c>flickr</c> has its captions in <c>f30k_precomp</c> and the map <c>dataset_flickr30k.json</c>, <c>coco</c> in
    /// <c>coco_precomp</c> without map, and an own one in <c>name_precomp</c>, with <c>dataset_name.json</c> where there is one.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dataset">The data set; may be null where the folder has exactly one.</param>
    /// <exception cref="WeftException">There is none, or more than one and no name; the sentence says what was looked for.</exception>
    public static CaptionFiles Find(string folder, string? dataset = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new WeftException($"{folder}: the folder of the captions is not there; give the folder that holds {Wanted(dataset)}.");
        }

        if (dataset is not null)
        {
            return In(folder, dataset) ?? throw new WeftException($"{folder}: there is no {Wanted(dataset)}; check the name and the folder.");
        }

        var found = Directory.GetDirectories(folder, "*" + Suffix).Order(StringComparer.Ordinal)
            .Select(below => In(folder, NameOf(Path.GetFileName(below)[..^Suffix.Length]))).OfType<CaptionFiles>().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new WeftException($"{folder}: there is no {Wanted(null)}; check the folder."),
            _ => throw new WeftException(
                $"{folder}: there are {found.Count} data sets, {string.Join(", ", found.Select(f => f.Dataset))}; name one of them."),
        };
    }

    private static CaptionFiles? In(string folder, string dataset)
    {
        var below = Path.Combine(folder, Stem(dataset) + Suffix);
        var splits = AllSplits
            .Select(split => (
                Split: split,
                Files: new CaptionSplitFiles(Path.Combine(below, $"{split}_caps.txt"), Path.Combine(below, $"{split}_ids.txt"))))
            .Where(pair => File.Exists(pair.Files.Captions))
            .ToDictionary(pair => pair.Split, pair => pair.Files, StringComparer.Ordinal);
        var bare = splits.Values.Where(files => !File.Exists(files.Ids)).Select(files => files.Ids).ToList();
        return bare.Count > 0
            ? throw new InvalidFileException(bare[0], "is not there; give the ids of the images beside their captions")
            : splits.Count > 0 ? new CaptionFiles(dataset, splits, FindMap(folder, below, dataset)) : null;
    }

    private static string? FindMap(string folder, string below, string dataset)
    {
        var name = dataset switch
        {
            "flickr" => "dataset_flickr30k.json",

            // Karpathy's file of COCO numbers images from 0, but the captions' ids are COCO's own.
            "coco" => null,
            _ => $"dataset_{dataset}.json",
        };
        var map = name is null ? null : new[] { folder, below }.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);
        return map is null && dataset is "flickr"
            ? throw new InvalidFileException(
                Path.Combine(folder, name!), "is not there; Flickr30K's ids are places in this file, by which the files of images are found")
            : map;
    }

    private static string Stem(string dataset) => dataset is "flickr" ? "f30k" : dataset;

    private static string NameOf(string stem) => stem is "f30k" ? "flickr" : stem;

    private static string Wanted(string? dataset)
    {
        var below = (dataset is null ? "*" : Stem(dataset)) + Suffix;
        return $"{below}/{{{string.Join(",", AllSplits)}}}_caps.txt with {below}/..._ids.txt";
    }
}
