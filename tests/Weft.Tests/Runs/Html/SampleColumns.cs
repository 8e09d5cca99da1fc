using System.Text.Json;
using Weft.Data.Formats;
using Weft.Runs;

namespace Weft.Tests.Runs.Html;

/// <summary>Made-up runs that search an encoder and a decoder: questions about pictures, phrases in pictures, pictures and texts.</summary>
internal static class SampleColumns
{
    private static readonly Dictionary<char, string> Operations = new()
    {
        ['S'] = "self_att_64",
        ['R'] = "rel_self_att_64",
        ['G'] = "guided_att_64",
        ['F'] = "feed_forward",
    };

    private static readonly (string Name, byte[] Colour)[] Colours =
    [
        ("red", [205, 60, 50]), ("blue", [50, 90, 200]), ("green", [40, 150, 80]), ("yellow", [235, 195, 60]), ("teal", [30, 160, 165]),
    ];

    /// <summary>The kinds of run that can be made.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["vqa", "vgd", "itm"];

    /// <summary>The run's report.</summary>
    public static RunReport Report(string kind) => kind switch
    {
        "vqa" => Base("vqa", "accuracy", 0.7125, Graph("SSSSFFFFSFFF", "GGFFGFRGFGRFRSFRGF")) with
        {
            Types =
            [
                new("yes/no", "answer type", 80_541, 0.872), new("number", "answer type", 28_134, 0.5563), new("other", "answer type", 105_679, 0.6115),
                .. Enumerable.Range(0, 22).Select(i => new TypeReport($"{(i % 2 == 0 ? "what is the" : "how many")} {i}", "question type", 9000 - (i * 371), 0.9 - (i * 0.027))),
            ],
            Examples = [.. Enumerable.Range(0, 7).Select(Question)],
        },
        "vgd" => Base("refcoco", "accuracy", 0.8366, Graph("SFFSFFFFFFFS", "GGGGGGFGRRGFRGGRGR", merged: true)) with
        {
            Splits = [new("val", "accuracy", 0.8366, 10_834), new("testA", "accuracy", 0.8725, 5657), new("testB", "accuracy", 0.7878, 5095)],
            Examples = [.. Enumerable.Range(0, 5).Select(Phrase)],
        },
        _ => Base("flickr30k", "R@1", 0.6088, Graph("SSFFFSFSFFFF", "SGGRSGRGGGGFGGRSGR")) with
        {
            Retrieval =
            [
                Recall(RetrievalDirection.TextFromImage, 1000, 0.773, 0.935, 0.971, 1, 2.7),
                Recall(RetrievalDirection.ImageFromText, 1000, 0.6088, 0.8486, 0.904, 1, 7.43),
                Recall(RetrievalDirection.TextFromImage, 1000, 0.781, 0.951, 0.98, 1, 1.9) with { Folds = 5, Queries = 5000 },
            ],
            Examples = [.. Enumerable.Range(0, 2).Select(Found), .. Enumerable.Range(0, 2).Select(Told)],
        },
    };

    /// <summary>Writes a run folder with its pictures.</summary>
    public static void Write(string folder, string kind)
    {
        _ = Directory.CreateDirectory(Path.Combine(folder, "examples"));
        for (var i = 0; i < 8; i++)
        {
            PngWriter.Write(Path.Combine(folder, $"examples/{i}.png"), Pixels(i), 96, 72);
        }

        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(Report(kind), RunReport.Json));
        var options = new JsonSerializerOptions(RunReport.Json) { WriteIndented = false };
        File.WriteAllLines(Path.Combine(folder, "log.jsonl"), Events(40).Select(entry => JsonSerializer.Serialize(entry, options)));
    }

    /// <summary>A graph with the nodes and edges of a found architecture; S, R, G and F stand for its operations.</summary>
    public static ArchitectureGraph Graph(string encoder, string decoder, bool merged = false)
    {
        List<ArchitectureNode> nodes =
        [
            new("words", "word states", NodeKind.Input), new("regions", "regions", NodeKind.Input), new("boxes", "box geometry", NodeKind.Input),
            .. encoder.Select((letter, i) => Block("e", i, letter)), .. decoder.Select((letter, i) => Block("d", i, letter)),
            new("flat-x", "attended sum", NodeKind.Junction), new("sum", "sum, norm", NodeKind.Junction), new("out", "3129 answers", NodeKind.Output),
        ];
        var last = $"e{encoder.Length - 1}";
        List<ArchitectureEdge> edges =
        [
            new("words", "e0"), new("regions", "d0"),
            .. Enumerable.Range(1, encoder.Length - 1).Select(i => new ArchitectureEdge($"e{i - 1}", $"e{i}")),
            .. Enumerable.Range(1, decoder.Length - 1).Select(i => new ArchitectureEdge($"d{i - 1}", $"d{i}")),
            .. Readers('G').Select(id => new ArchitectureEdge(last, id)), .. Readers('R').Select(id => new ArchitectureEdge("boxes", id)),
            new(last, "flat-x"), new("flat-x", "sum"), new("sum", "out"),
        ];
        if (merged)
        {
            edges.Add(new($"d{decoder.Length - 1}", "sum"));
        }
        else
        {
            nodes.Add(new("flat-y", "attended sum", NodeKind.Junction));
            edges.AddRange([new($"d{decoder.Length - 1}", "flat-y"), new("flat-y", "sum")]);
        }

        return new(nodes, edges, [new("encoder", "Encoder"), new("decoder", "Decoder")]) { Columns = ["encoder", "decoder"] };

        IEnumerable<string> Readers(char letter) => Enumerable.Range(0, decoder.Length).Where(i => decoder[i] == letter).Select(i => $"d{i}");
    }

    /// <summary>Probabilities that drift from a prior to a found architecture; one block changes last, three epochs before the end.</summary>
    public static IEnumerable<RunEvent> Events(int epochs) => Enumerable.Range(1, epochs).Select(epoch => new RunEvent
    {
        Event = "probabilities",
        Time = new DateTimeOffset(2026, 3, 14, 9, epoch, 0, TimeSpan.Zero),
        Stage = "search",
        Epoch = epoch,
        Probabilities = [.. Groups("encoder", "SSSSFFFFSFFF", "SF", epoch, epochs), .. Groups("decoder", "GGFFGFRGFGRFRSFRGF", "SRGF", epoch, epochs)],
    });

    private static IEnumerable<ProbabilityGroup> Groups(string kind, string found, string pool, int epoch, int epochs) => found.Select((letter, i) =>
    {
        // The later a block turns, the less it is decided at the end.
        var turn = i == 6 ? epochs - 3.5 : epochs * (0.2 + (0.03 * (i * 7 % 11)));
        var prior = pool[(i + 1) % pool.Length];
        var scores = pool.Select(option => Math.Exp(
            (option == letter ? 0.12 * (epoch - turn) : 0) + (option == prior ? 0.4 : 0.1 * Math.Sin(option + i)) + (option == letter ? 0.4 : 0))).ToArray();
        return new ProbabilityGroup(
            kind, $"{(kind == "encoder" ? "Encoder" : "Decoder")} {i + 1}", [.. pool.Select(option => Operations[option])],
            [.. scores.Select(score => score / scores.Sum())]);
    });

    private static ArchitectureNode Block(string column, int i, char letter) => new(
        $"{column}{i}", Operations[letter], NodeKind.Operation, column == "e" ? "encoder" : "decoder", Operations[letter]);

    private static RunReport Base(string task, string metric, double value, ArchitectureGraph graph) => new()
    {
        Kind = "search",
        Task = task,
        Method = "mmnas",
        Seed = 888,
        Architecture = graph,
        Parameters = 59_880_000,
        Test = new Dictionary<string, double> { [metric] = value },
        Remarks = ["Made up."],
    };

    private static RetrievalReport Recall(RetrievalDirection direction, long gallery, double r1, double r5, double r10, double median, double mean) => new()
    {
        Direction = direction,
        Gallery = gallery,
        RecallAt1 = r1,
        RecallAt5 = r5,
        RecallAt10 = r10,
        MedianRank = median,
        MeanRank = mean,
    };

    private static ExampleReport Question(int i)
    {
        var (name, other) = (Colours[i % 5].Name, Colours[(i + 2) % 5].Name);
        var right = i % 3 != 1;
        return new()
        {
            Kind = ExampleKind.Question,
            Text = i == 3 ? "Is there a rectangle in the picture, or any other figure that has four corners?" : "What colour is the rectangle?",
            Picture = $"examples/{i}.png",
            Answers = [new(right ? name : other, 0.871, right), new(right ? other : name, 0.094, !right), new("no", 0.0213, false), new("circle", 0.0004, false)],
            Truth = [name],
            Right = right,
        };
    }

    private static ExampleReport Phrase(int i) => new()
    {
        Kind = ExampleKind.Grounding,
        Text = i == 4 ? "an image without its picture" : $"the {Colours[i].Name} block left of the disc",
        Picture = i == 4 ? null : $"examples/{i}.png",
        Width = 640,
        Height = 480,
        Boxes =
        [
            new(70, 60, 300, 260, BoxRole.Candidate, 0.02), new(330, 190, 600, 470, BoxRole.Candidate, 0.1),
            new(107 + (10 * i), 106, 373, 346, BoxRole.Predicted, 0.83), new(107, 107, 373, 347, BoxRole.Truth),
        ],
        Right = i != 3,
    };

    private static ExampleReport Found(int i) => new()
    {
        Kind = ExampleKind.Retrieval,
        Text = $"A {Colours[i].Name} block and a disc beside it on a pale ground",
        Matches = [.. Enumerable.Range(0, 6).Select(j => new ExampleMatch(j == 2 ? "two blocks" : null, $"examples/{(i + j) % 8}.png", 0.97 - (0.11 * j), j == i))],
        Right = i == 0,
    };

    private static ExampleReport Told(int i) => new()
    {
        Kind = ExampleKind.Retrieval,
        Picture = $"examples/{i}.png",
        Matches = [.. Enumerable.Range(0, 5).Select(j => new ExampleMatch($"The {Colours[(i + j) % 5].Name} block stands left of a disc.", null, 0.93 - (0.13 * j), j == 0))],
        Right = true,
    };

    private static byte[] Pixels(int i)
    {
        var pixels = new byte[96 * 72 * 3];
        for (var y = 0; y < 72; y++)
        {
            for (var x = 0; x < 96; x++)
            {
                var disc = ((x - 70) * (x - 70)) + ((y - 50) * (y - 50)) < 18 * 18;
                var block = x is >= 16 and < 56 && y is >= 16 and < 52;
                byte[] colour = block ? Colours[i % 5].Colour : disc ? Colours[(i + 2) % 5].Colour : [232, 230, (byte)(214 - (i * 6))];
                colour.CopyTo(pixels, ((y * 96) + x) * 3);
            }
        }

        return pixels;
    }
}
