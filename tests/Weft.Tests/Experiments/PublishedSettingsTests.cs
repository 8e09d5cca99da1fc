using Shouldly;
using Weft.Cdar;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Experiments.VisionLanguage;
using Weft.Settings;
using Weft.Testing;

namespace Weft.Tests.Experiments;

/// <summary>The files of settings that the program takes by itself.</summary>
public sealed class PublishedSettingsTests
{
    /// <summary>All files of the repository's configs.</summary>
    public static TheoryData<string> Files => new(
        Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal));

    private static string Folder => Path.Combine(TestPaths.Repository, "configs");

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_binds_and_begins_with_what_it_is(string file)
    {
        var path = Path.Combine(Folder, file);
        Should.NotThrow(() => file.StartsWith("mmnas", StringComparison.Ordinal)
            ? (RunSettings)SettingsBinder.Bind(new MmNasSettings { Task = Path.GetFileNameWithoutExtension(file) }, [path], [])
            : IsOfAdaptation(file) ? SettingsBinder.Bind(new AdaptationSettings(), [path], [])
            : SettingsBinder.Bind(new FusionSettings(), [path], []));
        File.ReadLines(path).First().ShouldStartWith("# ");
    }

    [Theory]
    [InlineData("mmimdb", "62.92", "62.50")]
    [InlineData("ntu", "90.48", "89.50")]
    [InlineData("egogesture", "94.96", "nothing published")]
    public void Published_experiments_name_their_source_and_what_to_expect(string task, string bmnas, string mfas)
    {
        foreach (var (method, expected) in new[] { ("bmnas", bmnas), ("mfas", mfas) })
        {
            var header = string.Join(' ', File.ReadLines(Path.Combine(Folder, method, task + ".yaml")).TakeWhile(l => l.StartsWith('#')));
            header.ShouldContain("paper");
            header.Replace(" # ", " ").ShouldContain("Expected: ");
            header.ShouldContain(expected);
        }
    }

    [Fact]
    public void Published_numbers_of_each_program()
    {
        var ntu = Bind("bmnas", "ntu");
        (ntu.Shape.Channels, ntu.Shape.Length, ntu.Shape.Cells, ntu.Shape.Steps, ntu.Shape.OutputSteps, ntu.Shape.Dropout).ShouldBe((128, 8, 2, 2, 2, 0.2));
        (ntu.Search.BatchSize, ntu.Search.WeightDecay, ntu.Retrain.MaximumRate, ntu.Retrain.CycleEpochs).ShouldBe((96, 3e-4, 3e-4, 5.0));
        var ego = Bind("bmnas", "egogesture");
        (ego.Shape.Steps, ego.Shape.OutputSteps, ego.Shape.Dropout, ego.Shape.FoundDropout, ego.Search.MaximumRate).ShouldBe((3, 3, 0.0, (double?)0.2, 3e-3));
        var films = Bind("bmnas", "mmimdb");
        (films.Shape.Channels, films.Shape.Length, films.Shape.Steps, films.Search.BatchSize, films.Search.Epochs).ShouldBe((192, 16, 1, 8, 30));
        var mfas = Bind("mfas", "ntu");
        (mfas.Trials.BatchSize, mfas.Trials.Epochs, mfas.MfasFound.Inner, mfas.MfasFound.Multitask, mfas.Retrain.Epochs).ShouldBe((20, 3, 256, true, 70));
    }

    /// <summary>Whether a file is of a method that adapts, or of a task that is lists of clips of two domains.</summary>
    private static bool IsOfAdaptation(string file) => AdaptationMethods.Names.Contains(Path.GetDirectoryName(file)!, StringComparer.Ordinal)
        || File.ReadLines(Path.Combine(Folder, file)).Any(line => line.StartsWith("source:", StringComparison.Ordinal) || line.StartsWith("encoder: {name: ", StringComparison.Ordinal));

    private static FusionSettings Bind(string method, string task) =>
        SettingsBinder.Bind(new FusionSettings(), [Path.Combine(Folder, "tasks", task + ".yaml"), Path.Combine(Folder, method, task + ".yaml")], []);
}
