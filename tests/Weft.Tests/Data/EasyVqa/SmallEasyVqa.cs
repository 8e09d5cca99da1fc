using System.IO.Compression;
using System.Text.Json;
using Weft.Data.Formats;
using Weft.Testing;

namespace Weft.Tests.Data.EasyVqa;

/// <summary>A made-up easy-VQA: 12 training pictures of one colour each and 3 of test, two questions about each.</summary>
internal sealed class SmallEasyVqa : IDisposable
{
    private static readonly string[] Colours = ["red", "green", "blue"];

    private readonly TemporaryFolder folder = new();

    public SmallEasyVqa()
    {
        Write("train", 12);
        Write("test", 3);
    }

    public string this[string name] => folder[name];

    public void WriteQuestions(string part, string json)
    {
        using var file = new GZipStream(File.Create(folder[$"{part}_questions.json.gz"]), CompressionLevel.Fastest);
        file.Write(System.Text.Encoding.UTF8.GetBytes(json));
    }

    public void Dispose() => folder.Dispose();

    private void Write(string part, int pictures)
    {
        var questions = new List<object[]>();
        using (var archive = ZipFile.Open(folder[$"{part}_images.zip"], ZipArchiveMode.Create))
        {
            for (var k = 0; k < pictures; k++)
            {
                var pixels = new byte[8 * 8 * 3];
                for (var p = k % 3; p < pixels.Length; p += 3)
                {
                    pixels[p] = 255;
                }

                using var entry = archive.CreateEntry($"{k}.png").Open();
                entry.Write(PngWriter.Encode(pixels, 8, 8));
                questions.Add(["what color is the shape?", Colours[k % 3], k]);
                questions.Add(["is there not a red shape?", k % 3 == 0 ? "no" : "yes", k]);
            }
        }

        WriteQuestions(part, JsonSerializer.Serialize(questions));
    }
}
