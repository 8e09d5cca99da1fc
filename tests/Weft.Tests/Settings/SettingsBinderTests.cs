using Shouldly;
using Weft.Settings;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Settings;

public sealed class SettingsBinderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_then_assignments_are_laid_over_the_defaults()
    {
        var first = Write("a.yaml", "epochs: 3\nmode: asPublished\nsearch:\n  steps: 4\n  layer:\n    width: 8\n");
        var second = Write("b.yaml", "epochs: 4\nsearch.temperature: 1e-2\nlabels: {a: b}\n");

        var settings = SettingsBinder.Bind(
            new SampleSettings(), [first, second], ["search.layer.dropout=0.5", "widths=1,2, 3", "labels.c.d=e: #f", "note=a: b", "threads=2"]);

        settings.Epochs.ShouldBe(4);
        settings.Mode.ShouldBe(SampleMode.AsPublished);
        settings.Search.ShouldBe(new SearchSettings { Steps = 4, Temperature = 0.01, Layer = new() { Width = 8, Dropout = 0.5 } });
        settings.Widths.ShouldBe([1, 2, 3]);
        settings.Labels.ShouldBe(new ValueMap([new("a", "b"), new("c.d", "e: #f")]));
        settings.Note.ShouldBe("a: b");
        settings.Threads.ShouldBe(2);
        settings.Task.ShouldBe("avmnist");
    }

    [Fact]
    public void The_defaults_are_left_alone()
    {
        var defaults = new SampleSettings();
        SettingsBinder.Bind(defaults, [], ["search.layer.width=5", "epochs=7"]);
        defaults.ShouldBe(new SampleSettings { Seeds = defaults.Seeds });
    }

    [Fact]
    public void Null_takes_a_nullable_value_away_and_nothing_else()
    {
        var defaults = new SampleSettings { Threads = 3, Second = new(), Note = "x" };
        var settings = SettingsBinder.Bind(defaults, [Write("a.yaml", "threads: null\nsecond: ~\nnote: 'null'\n")], ["task=null"]);
        settings.Threads.ShouldBeNull();
        settings.Second.ShouldBeNull();
        settings.Note.ShouldBe("null");
        settings.Task.ShouldBe("null");
        Refused("epochs: null\n").ShouldEndWith("line 1: 'epochs' is 'null'; expected a whole number of at most 2147483647.");
        Refused("epochs:\n").ShouldContain("'epochs' has no value; expected a whole number");
    }

    [Fact]
    public void A_record_that_is_null_by_default_is_created_when_one_of_its_keys_is_set() =>
        SettingsBinder.Bind(new SampleSettings(), [], ["second.steps=9"]).Second.ShouldBe(new SearchSettings { Steps = 9 });

    [Theory]
    [InlineData("seed: 1\n\n# why\nepoch: 5\n", "line 4: unknown key 'epoch'; did you mean 'epochs'?")]
    [InlineData("learningrate: 5\n", "line 1: unknown key 'learningrate'; did you mean 'learningRate'?")]
    [InlineData("search:\n  step: 5\n", "line 2: unknown key 'search.step'; did you mean 'search.steps'?")]
    [InlineData("saerch.steps: 5\n", "line 1: unknown key 'saerch.steps'; did you mean 'search.steps'?")]
    [InlineData("temperature: 5\n", "line 1: unknown key 'temperature'; did you mean 'search.temperature'?")]
    [InlineData("search.zzzzzz: 5\n", "unknown key 'search.zzzzzz'; known here: steps, temperature, layer.")]
    [InlineData("layers: [{widht: 3}]\n", "unknown key 'layers[0].widht'; did you mean 'layers[0].width'?")]
    public void Unknown_keys_are_refused_with_the_nearest_known_one(string yaml, string sentence) => Refused(yaml).ShouldContain(sentence);

    [Theory]
    [InlineData("epochs: many\n", "line 1: 'epochs' is 'many'; expected a whole number")]
    [InlineData("epochs: 2.5\n", "'epochs' is '2.5'; expected a whole number")]
    [InlineData("epochs: 99999999999\n", "expected a whole number of at most 2147483647")]
    [InlineData("seed: -1\n", "'seed' is '-1'; expected a whole number of at least 0")]
    [InlineData("resume: yes\n", "'resume' is 'yes'; expected true or false")]
    [InlineData("learningRate: 1,5\n", "'learningRate' is '1,5'; expected a number")]
    [InlineData("learningRate: 1e999\n", "expected a number")]
    [InlineData("mode: 1\n", "'mode' is '1'; expected one of sound, asPublished.")]
    [InlineData("widths: 3\n", "'widths' is '3'; expected a list such as [a, b].")]
    [InlineData("widths: [1, x]\n", "'widths[1]' is 'x'; expected a whole number")]
    [InlineData("search: 3\n", "'search' is '3'; expected a group of settings: set its keys, such as search.steps.")]
    [InlineData("epochs: [1]\n", "'epochs' is a group or list; expected a whole number")]
    [InlineData("labels: x\n", "'labels' is 'x'; expected names and values such as {name: value}.")]
    [InlineData("- 1\n", "line 1: a settings file holds keys and values, such as 'seed: 1'.")]
    public void Values_of_a_wrong_type_are_refused(string yaml, string sentence) => Refused(yaml).ShouldContain(sentence);

    [Theory]
    [InlineData("epochs: 0\n", "line 1: 'epochs' is 0; it must be between 1 and 1000.")]
    [InlineData("learningRate: 0\n", "'learningRate' is 0; it must be above 0.")]
    [InlineData("learningRate: .nan\n", "'learningRate' is .nan; it must be above 0.")]
    [InlineData("search:\n  steps: 0\n", "line 2: 'search.steps' is 0; it must be at least 1.")]
    [InlineData("search.layer.dropout: 1.5\n", "'search.layer.dropout' is 1.5; it must be between 0 and 1.")]
    [InlineData("widths: [5, 101]\n", "'widths' is 101; it must be between 1 and 100.")]
    [InlineData("layers: [{}, {dropout: 2}]\n", "'layers[1].dropout' is 2; it must be between 0 and 1.")]
    [InlineData("task: ''\n", "'task' is required: give it in a settings file or with --set task=VALUE.")]
    public void Values_out_of_range_are_refused_with_their_dotted_key(string yaml, string sentence) => Refused(yaml).ShouldContain(sentence);

    [Theory]
    [InlineData("epochs: 1\nepochs: 2\n", "line 2: key 'epochs' was already given in line 1; remove one of them.")]
    [InlineData("search:\n  steps: 1\nsearch.steps: 2\n", "line 3: key 'search.steps' was already given in line 2; remove one of them.")]
    [InlineData("labels: {a: b, a: c}\n", "key 'a' was already given in line 1")]
    public void Duplicate_keys_are_refused(string yaml, string sentence) => Refused(yaml).ShouldContain(sentence);

    [Fact]
    public void Assignments_are_checked_like_files()
    {
        RefusedAssignments("epochs=1", "epochs=2").ShouldBe("--set epochs=2: key 'epochs' was already given by --set epochs=1; remove one of them.");
        RefusedAssignments("epoch=1").ShouldBe("--set epoch=1: unknown key 'epoch'; did you mean 'epochs'?");
        RefusedAssignments("epochs=x").ShouldStartWith("--set epochs=x: 'epochs' is 'x'; expected a whole number");
        RefusedAssignments("epochs").ShouldBe("--set epochs: write --set key=value, such as --set seed=1.");
        RefusedAssignments("widths=[1").ShouldStartWith("--set widths=[1: the value cannot be read:");
        RefusedAssignments("epochs=0").ShouldBe("--set epochs=0: 'epochs' is 0; it must be between 1 and 1000.");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<UsageException>(() => SettingsBinder.Bind(new SampleSettings(), [folder["none.yaml"]], []))
            .Message.ShouldBe($"{folder["none.yaml"]}: there is no such settings file; check the path.");

    [Fact]
    public void Empty_files_change_nothing()
    {
        var defaults = new SampleSettings();
        SettingsBinder.Bind(defaults, [Write("a.yaml", ""), Write("b.yaml", "# only a comment\n"), Write("c.yaml", "---\n")], []).ShouldBe(defaults);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        return folder[name];
    }

    private string Refused(string yaml)
    {
        var path = Write("x.yaml", yaml);
        var message = Should.Throw<UsageException>(() => SettingsBinder.Bind(new SampleSettings(), [path], [])).Message;
        message.ShouldStartWith(path);
        return message;
    }

    private static string RefusedAssignments(params string[] assignments) =>
        Should.Throw<UsageException>(() => SettingsBinder.Bind(new SampleSettings(), [], assignments)).Message;
}
