using System.Reflection;
using Shouldly;
using Weft.Experiments;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests;

/// <summary>What others can build on is written down: a change of it is seen, and meant.</summary>
public sealed class PublicApiTests
{
    private const int Shown = 12;

    public static TheoryData<string> Assemblies => ["Weft.Torch", "Weft"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_approved_one(string name)
    {
        var actual = PublicApiText.Of(AssemblyOf(name));
        var path = Path.Combine(TestPaths.Repository, "tests", "approved", name + ".txt");
        if (Environment.GetEnvironmentVariable("WEFT_APPROVE") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        (actual == approved).ShouldBeTrue(
            $"tests/approved/{name}.txt (-) is not the public surface of {name} (+):\n{Difference(approved, actual)}"
            + "If this change is meant, run `make approve`, look at what it changed, and commit the file.");
    }

    [Fact]
    public void Writing_it_twice_gives_the_same_text() =>
        PublicApiText.Of(typeof(Tensor).Assembly).ShouldBe(PublicApiText.Of(typeof(Tensor).Assembly));

    private static Assembly AssemblyOf(string name) => name is "Weft" ? typeof(FusionSettings).Assembly : typeof(Tensor).Assembly;

    private static string Difference(string approved, string actual)
    {
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        var first = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var rest = Math.Min(before.Length, after.Length) - first;
        var last = before.Reverse().Zip(after.Reverse()).Take(rest).TakeWhile(pair => pair.First == pair.Second).Count();
        string Lines(string[] lines, char sign) => string.Concat(lines[first..^last].Take(Shown).Select(l => $"{sign} {l}\n"));
        return $"(line {first + 1} is the first that differs)\n{Lines(before, '-')}{Lines(after, '+')}";
    }
}
