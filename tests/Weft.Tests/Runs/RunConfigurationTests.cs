using Shouldly;
using Weft.Runs;

namespace Weft.Tests.Runs;

public sealed class RunConfigurationTests
{
    [Fact]
    public void Keys_are_dotted_and_short_lists_are_one_setting() =>
        Text("a: 1\nb:\n  c: two\n  d: [1, 2]\ne:\n  - f: 3\n  - g: []\nh: {}\n")
            .ShouldBe("a=1|b.c=two|b.d=[1, 2]|e.0.f=3|e.1.g=[]|h={}");

    [Fact]
    public void Aliases_are_shown_and_not_expanded() => Text("a: &x [1, 1]\nb: [*x, *x]\n").ShouldBe("a=[1, 1]|b=[*x, *x]");

    [Fact]
    public void Nonsense_and_bottomless_nesting_are_refused()
    {
        Should.Throw<FormatException>(() => Text("a: [1"));
        Should.Throw<FormatException>(() => Text("a: " + new string('[', 5000))).Message.ShouldContain("64 levels");
    }

    private static string Text(string yaml) =>
        string.Join("|", RunConfiguration.Flatten(yaml).Select(setting => $"{setting.Key}={setting.Value}"));
}
