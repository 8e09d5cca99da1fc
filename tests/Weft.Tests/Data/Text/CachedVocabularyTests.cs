using Shouldly;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Text;

public sealed class CachedVocabularyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int built;

    [Fact]
    public void Words_are_collected_once_for_the_same_texts()
    {
        File.WriteAllText(folder["texts"], "a b");
        Get("rule").Words.ShouldBe(["PAD", "UNK", "CLS", "a", "b"]);
        Get("rule").Words.ShouldBe(["PAD", "UNK", "CLS", "a", "b"]);
        built.ShouldBe(1);
        Get("another rule");
        built.ShouldBe(2);
        File.WriteAllText(folder["texts"], "a c");
        Get("rule").Words[4].ShouldBe("c");
        built.ShouldBe(3);
        Directory.GetFiles(folder["cache"]).Length.ShouldBe(3);
    }

    [Fact]
    public void What_is_kept_but_damaged_is_collected_again()
    {
        File.WriteAllText(folder["texts"], "a b");
        Get("rule");
        var path = Directory.GetFiles(folder["cache"]).ShouldHaveSingleItem();
        File.WriteAllText(path, "{}");
        Get("rule").Count.ShouldBe(5);
        Get("rule").Count.ShouldBe(5);
        built.ShouldBe(2);
    }

    [Fact]
    public void Without_a_folder_nothing_is_kept_and_a_folder_that_cannot_be_gets_a_sentence()
    {
        File.WriteAllText(folder["texts"], "a b");
        Get("rule", null).Count.ShouldBe(5);
        Get("rule", null).Count.ShouldBe(5);
        built.ShouldBe(2);
        Should.Throw<WeftException>(() => Get("rule", folder["texts"])).Message.ShouldStartWith($"{folder["texts"]}: the folder for vocabularies cannot be made (");
        Should.Throw<InvalidFileException>(() => CachedVocabulary.Get(folder.Path, [folder["nowhere"]], "", () => null!)).Message
            .ShouldBe($"{folder["nowhere"]}: is not there");
    }

    public void Dispose() => folder.Dispose();

    private Vocabulary Get(string recipe) => Get(recipe, folder["cache"]);

    private Vocabulary Get(string recipe, string? cache) => CachedVocabulary.Get(cache, [folder["texts"]], recipe, () =>
    {
        built++;
        return Vocabulary.Build([File.ReadAllText(folder["texts"]).Split(' ')]);
    });
}
