using System.Text;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Data.Regions;
using Weft.Torch;

namespace Weft.Data.Matching;

/// <summary>Reads the captions of a split and the ids of its images.</summary>
internal static class CaptionReader
{
    private const int PublishedPerImage = 5;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one split; the ids are as the file has them.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="published">Whether the data set is a published one, with 5 captions for each image whatever the ids look like.</param>
    /// <param name="perImage">Captions of each image; null to see it from the ids.</param>
    /// <exception cref="InvalidFileException">A file is absent or damaged, or captions and ids do not fit.</exception>
    public static CaptionSplit Read(CaptionSplitFiles files, bool published, int? perImage)
    {
        var captions = Lines(files.Captions);
        var ids = Ids(files.Ids);
        if (captions.Count == 0 || ids.Length == 0)
        {
            throw new InvalidFileException(captions.Count == 0 ? files.Captions : files.Ids, "is empty; get it again");
        }

        var count = perImage ?? PerImage(captions.Count, ids, published);
        if (count < 1 || captions.Count % count != 0 || (ids.Length != captions.Count && ids.Length != captions.Count / count))
        {
            throw new InvalidFileException(
                files.Ids,
                $"has {ids.Length} ids, which do not fit {captions.Count} captions{(perImage is null ? "" : $" with {count} for each image")}; "
                + "there must be one for each caption or one for each image, and equally many captions for each image");
        }

        if (ids.Length != captions.Count)
        {
            return new CaptionSplit(ids, captions, count);
        }

        RequireTogether(ids, count, files.Ids);
        return new CaptionSplit([.. Enumerable.Range(0, ids.Length / count).Select(image => ids[image * count])], captions, count);
    }

    /// <summary>The numbers of images by their ids in the captions' files, from a map such as <c>dataset_flickr30k.json</c>.</summary>
    /// <param name="path">The map.</param>
    /// <param name="wanted">The ids that are wanted.</param>
    /// <exception cref="InvalidFileException">It is absent or damaged, or an id is not in it.</exception>
    public static Dictionary<long, long> Map(string path, IReadOnlySet<long> wanted)
    {
        var numbers = new Dictionary<long, long>();
        JsonItems.Read(path, new Dictionary<string, Action<JsonElement>>(StringComparer.Ordinal)
        {
            ["images"] = image =>
            {
                if (image.Whole("imgid") is { } id && wanted.Contains(id))
                {
                    numbers[id] = (image.Text("filename") is { } name ? RegionFolder.IdOf(name) : null) ?? throw new InvalidFileException(
                        path, $"its image {id} has no filename with a number, such as 1000092795.jpg; its regions could not be found");
                }
            },
        });
        var missing = wanted.Where(id => !numbers.ContainsKey(id)).Order().ToList();
        return missing.Count == 0
            ? numbers
            : throw new InvalidFileException(
                path, $"has no image for {missing.Count} ids of the captions, such as {missing[0]}; give the file of the same data set");
    }

    private static int PerImage(int captions, long[] ids, bool published)
    {
        if (ids.Length < captions)
        {
            return captions % ids.Length == 0 ? captions / ids.Length : 0;
        }

        var run = 1;
        while (run < ids.Length && ids[run] == ids[0])
        {
            run++;
        }

        return run == 1 && published ? PublishedPerImage : run;
    }

    private static void RequireTogether(long[] ids, int perImage, string path)
    {
        // Where no id follows itself, ids are of captions and say nothing of images.
        if (!ids.Zip(ids.Skip(1)).Any(pair => pair.First == pair.Second))
        {
            return;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] != ids[i - (i % perImage)])
            {
                throw new InvalidFileException(
                    path,
                    $"its line {i + 1} names image {ids[i]} where image {ids[i - (i % perImage)]} should be: the {perImage} captions of an image "
                    + "must follow each other; sort both files by image");
            }
        }
    }

    private static long[] Ids(string path)
    {
        var lines = Lines(path);
        var ids = new long[lines.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = long.TryParse(lines[i].Trim(), out var id)
                ? id
                : throw new InvalidFileException(path, $"its line {i + 1} is no whole number; give the id of an image in each line");
        }

        return ids;
    }

    private static List<string> Lines(string path)
    {
        using var file = BoundedRead.Open(path);
        var reader = new ByteLines(file, path);
        var lines = new List<string>();
        while (reader.Next(out var line))
        {
            try
            {
                lines.Add(Utf8.GetString(lines.Count == 0 && line.StartsWith("\uFEFF"u8) ? line[3..] : line));
            }
            catch (DecoderFallbackException error)
            {
                throw new InvalidFileException(path, $"its line {reader.Number} is no UTF-8 text; save it as UTF-8", error);
            }
        }

        return lines;
    }
}
