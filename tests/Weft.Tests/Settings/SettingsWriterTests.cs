using Shouldly;
using Weft.Settings;
using Weft.Testing;

namespace Weft.Tests.Settings;

public sealed class SettingsWriterTests
{
    [Fact]
    public void Every_setting_is_written_in_the_order_of_declaration() =>
        SettingsWriter.ToYaml(new SampleSettings { Note = "a: b", Labels = new([new("k", "true")]), Layers = [new() { Width = 3 }] }).ShouldBe(
            """
            task: avmnist
            seed: 1
            epochs: 10
            samples: 5000000000
            learningRate: 0.001
            resume: false
            mode: sound
            threads: null
            note: "a: b"
            modalities: [image, audio]
            widths: [16, 32]
            seeds: []
            labels:
              k: "true"
            search:
              steps: 2
              temperature: 0.1
              layer:
                width: 64
                dropout: null
            second: null
            layers:
            - width: 3
              dropout: null

            """);

    [Fact]
    public void What_is_written_binds_to_an_equal_record()
    {
        var random = new Random(11);
        var seeds = Array.Empty<ulong>();
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 500; round++)
        {
            var settings = Any(random) with { Seeds = seeds };
            var yaml = SettingsWriter.ToYaml(settings);
            File.WriteAllText(folder["c.yaml"], yaml);

            var back = SettingsBinder.Bind(Any(random), [folder["c.yaml"]], []);

            (back with { Seeds = seeds }).ShouldBe(settings, yaml);
            SettingsWriter.ToYaml(back).ShouldBe(yaml);
        }
    }

    [Fact]
    public void Arrays_bind_too()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["c.yaml"], SettingsWriter.ToYaml(new SampleSettings { Seeds = [ulong.MaxValue, 0] }));
        SettingsBinder.Bind(new SampleSettings(), [folder["c.yaml"]], []).Seeds.ShouldBe([ulong.MaxValue, 0]);
    }

    private static SampleSettings Any(Random random) => new()
    {
        Task = "t" + AnyText(random),
        Seed = (ulong)random.NextInt64(),
        Epochs = random.Next(1, 1001),
        Samples = random.NextInt64(long.MinValue, long.MaxValue),
        LearningRate = BitConverter.Int64BitsToDouble(random.NextInt64(1, 0x7FEF_FFFF_FFFF_FFFF)),
        Resume = random.Next(2) == 0,
        Mode = (SampleMode)random.Next(2),
        Threads = random.Next(2) == 0 ? null : random.Next(),
        Note = random.Next(3) == 0 ? null : AnyText(random),
        Modalities = [.. Enumerable.Range(0, random.Next(4)).Select(_ => AnyText(random))],
        Widths = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, 101))],
        Labels = new(Enumerable.Range(0, random.Next(4)).Select(i => KeyValuePair.Create(i + AnyText(random), AnyText(random)))),
        Search = AnySearch(random),
        Second = random.Next(2) == 0 ? null : AnySearch(random),
        Layers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyLayer(random))],
    };

    private static SearchSettings AnySearch(Random random) => new()
    {
        Steps = random.Next(1, int.MaxValue),
        Temperature = random.Next(4) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => -0.0, _ => random.NextDouble() },
        Layer = AnyLayer(random),
    };

    private static LayerSettings AnyLayer(Random random) =>
        new() { Width = random.Next(), Dropout = random.Next(2) == 0 ? null : random.NextDouble() };

    private static string AnyText(Random random)
    {
        string[] pieces =
            ["", "a", "null", "~", "true", "5", "1e3", " ", "  ", "\n", "\r\n", "\t", "# no comment", ": ", "- ", "'", "\"", "\\", "{", "[", "&a", "*a", "!t", "%", "é", "漢", "😀", "\u2028", "\u0085", "\uFEFF", "\0", "\u001b[31m", "---", new string('x', 200) + " y"];
        return string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]));
    }
}
