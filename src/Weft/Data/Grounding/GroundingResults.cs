using System.Text.Json;
using Weft.Torch.Files;

namespace Weft.Data.Grounding;

/// <summary>
/// The result file of visual grounding, in the order of the sentences:
/// <c>[{"image_id": 1, "tokens": [...], "bbox": [x, y, w, h], "target": [x, y, w, h], "overlap": 0.8, "hit": true}, ...]</c>.
/// </summary>
public static class GroundingResults
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="results">Each sentence with the box that was chosen.</param>
    /// <param name="scale">What boxes are multiplied by, to give them the unit that they were read in; 1 by default.</param>
    /// <exception cref="Weft.Torch.WeftException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(GroundingSentence Sentence, GroundedBox Box)> results, double scale = 1) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var (sentence, box) in results)
        {
            json.WriteStartObject();
            json.WriteNumber("image_id", sentence.ImageId);
            json.WriteStartArray("tokens");
            foreach (var token in sentence.Tokens)
            {
                json.WriteStringValue(token);
            }

            json.WriteEndArray();
            Corner(json, "bbox", scale, box.X1, box.Y1, (double)box.X2 - box.X1, (double)box.Y2 - box.Y1);
            Corner(json, "target", scale, sentence.Box.X, sentence.Box.Y, sentence.Box.Width, sentence.Box.Height);
            json.WriteNumber("overlap", box.Overlap);
            json.WriteBoolean("hit", box.Hit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Corner(Utf8JsonWriter json, string name, double scale, double x, double y, double width, double height)
    {
        json.WriteStartArray(name);
        foreach (var value in (double[])[x, y, width, height])
        {
            json.WriteNumberValue(double.IsFinite(value) ? value * scale : 0);
        }

        json.WriteEndArray();
    }
}
