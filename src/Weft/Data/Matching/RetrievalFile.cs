using System.Text.Json;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Matching;

/// <summary>
/// The result file of retrieval: for every query what was found, best first.
/// <c>{"textFromImage": [{"image": id, "captions": [n, ...]}, ...], "imageFromText": [{"caption": n, "image": id, "images": [id, ...]}, ...]}</c>,
/// where captions are lines of the captions' file, counted from 0.
/// </summary>
public static class RetrievalFile
{
    /// <summary>How many of the best are written for each query unless told otherwise.</summary>
    public const int DefaultPlaces = 100;

    private const int FlushedAt = 1 << 16;

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="imageIds">The images' ids.</param>
    /// <param name="places">How many of the best are written for each query; 100.</param>
    /// <exception cref="UsageException">The ids are not as many as the images.</exception>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public static void Write(string path, ScoreMatrix scores, IReadOnlyList<long> imageIds, int places = DefaultPlaces)
    {
        if (imageIds.Count != scores.Images)
        {
            throw new UsageException($"{imageIds.Count} ids cannot name {scores.Images} images; give one for each.");
        }

        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteStartArray("textFromImage");
            for (var image = 0; image < scores.Images; image++)
            {
                json.WriteStartObject();
                json.WriteNumber("image", imageIds[image]);
                WriteFound(json, "captions", RetrievalRanks.Order(scores.Row(image)), places, caption => caption);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("imageFromText");
            var column = new float[scores.Images];
            for (var caption = 0; caption < scores.Captions; caption++)
            {
                for (var image = 0; image < column.Length; image++)
                {
                    column[image] = scores[image, caption];
                }

                json.WriteStartObject();
                json.WriteNumber("caption", caption);
                json.WriteNumber("image", imageIds[caption / scores.CaptionsPerImage]);
                WriteFound(json, "images", RetrievalRanks.Order(column), places, image => imageIds[image]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteFound(Utf8JsonWriter json, string name, int[] order, int places, Func<int, long> id)
    {
        json.WriteStartArray(name);
        foreach (var found in order.AsSpan(0, Math.Min(places, order.Length)))
        {
            json.WriteNumberValue(id(found));
        }

        json.WriteEndArray();
        if (json.BytesPending > FlushedAt)
        {
            json.Flush();
        }
    }
}
