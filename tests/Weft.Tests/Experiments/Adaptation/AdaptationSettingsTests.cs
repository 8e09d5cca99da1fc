using Shouldly;
using Weft.Cdar;
using Weft.Data.Clips.Transforms;
using Weft.Encoders.Clips;
using Weft.Experiments;
using Weft.Experiments.Adaptation;
using Weft.Settings;
using Weft.Testing;

namespace Weft.Tests.Experiments.Adaptation;

/// <summary>The files of settings of published adaptations: they mean what can be built.</summary>
public sealed class AdaptationSettingsTests
{
    /// <summary>A method and a task with a file for both.</summary>
    public static TheoryData<string, string> Cards => new(AdaptationMethods.Names
        .SelectMany(method => Directory.GetFiles(Path.Combine(Folder, method), "*.yaml").Select(f => (method, Path.GetFileNameWithoutExtension(f))))
        .Order());

    private static string Folder => Path.Combine(TestPaths.Repository, "configs");

    [Theory]
    [MemberData(nameof(Cards))]
    public void A_card_binds_comes_back_from_its_text_and_can_be_built(string method, string task)
    {
        var settings = Bind(method, task);
        settings.Source.List.Length.ShouldBeGreaterThanOrEqualTo(0);
        var again = SettingsBinder.BindText(new AdaptationSettings(), SettingsWriter.ToYaml(settings), "text");
        SettingsWriter.ToYaml(again).ShouldBe(SettingsWriter.ToYaml(settings));
        RunKinds.ReadText(SettingsWriter.ToYaml(settings), "text").ShouldBeOfType<AdaptationSettings>();
        ClipEncoders.Names.ShouldContain(settings.Encoder.Name);
        foreach (var (train, reference) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var sampler = settings.Clips.BuildSampler(train, reference);
            var needed = method is "glad" ? settings.Adapt.Locals + 1 : 1;
            sampler.Views.ShouldBeGreaterThanOrEqualTo(needed, $"{method} of {task} aligns local views and a global one");
            var transforms = settings.Clips.Transforms with { Blend = null };
            ClipTransforms.Build(transforms, train, null, reference, 0).Count.ShouldBeGreaterThan(0);
        }

        settings.Clips.Sampler.Length.ShouldBe(8);
        settings.Clips.Transforms.Size.ShouldBe(task is "sprites" ? 32 : 224);
        (settings.Train.FastClassifier && !settings.Train.Groups).ShouldBeFalse();
    }

    [Fact]
    public void There_are_cards_of_all_methods_and_each_has_its_task()
    {
        Cards.Select(c => c.Data.Item1).Distinct().Order().ShouldBe(AdaptationMethods.Names);
        foreach (var task in Cards.Select(c => c.Data.Item2).Distinct())
        {
            File.Exists(Path.Combine(Folder, "tasks", task + ".yaml")).ShouldBeTrue(task);
        }
    }

    [Theory]
    [InlineData("source-only", "ucf-hmdb", 24, 4e-3, 50)]
    [InlineData("dann", "epic", 12, 1e-3, 50)]
    [InlineData("osbp", "hmdb-ucf", 12, 4e-5, 50)]
    [InlineData("gcd4da", "ucf-hmdb", 20, 0.1, 200)]
    [InlineData("gcd4da", "kinetics-babel", 20, 1e-2, 50)]
    [InlineData("glad", "kinetics-babel", 4, 1e-3, 20)]
    [InlineData("glad", "ucf-hmdb", 12, 1e-3, 50)]
    public void Published_numbers_of_each_card(string method, string task, int batch, double rate, int epochs)
    {
        var train = Bind(method, task).Train;
        (train.BatchSize, train.Rate, train.Epochs).ShouldBe((batch, rate, epochs));
    }

    private static AdaptationSettings Bind(string method, string task) => SettingsBinder.Bind(
        new AdaptationSettings { Method = method, Task = task, Data = "/data" },
        [.. new[] { "tasks", method }.Select(folder => Path.Combine(Folder, folder, task + ".yaml"))],
        []);
}
