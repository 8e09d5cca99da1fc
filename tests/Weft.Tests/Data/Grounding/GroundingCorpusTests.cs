using Shouldly;
using Weft.Data.Grounding;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class GroundingCorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Words_are_numbered_over_all_splits_and_sentences_keep_their_order()
    {
        Assert.SkipWhen(SmallRefs.Fixture is null, "The fixtures are not beside the repository.");
        var files = GroundingFiles.Find(SmallRefs.Fixture!);
        var corpus = GroundingCorpus.Read(files, cacheFolder: folder["cache"]);
        corpus.Splits.ShouldBe(["train", "val", "testA", "testB"]);
        corpus.Splits.Sum(split => corpus.Of(split).Count).ShouldBe(48);
        corpus.Of("val").ShouldBe(corpus.Of("val").OrderBy(s => s.ImageId));
        corpus.Images.Count.ShouldBe(12);
        corpus.Vocabulary.Words.Take(7).ShouldBe(["PAD", "UNK", "CLS", "left", "man", "the", "dog"]);
        GroundingCorpus.Read(files, cacheFolder: folder["cache"]).Vocabulary.Words.ShouldBe(corpus.Vocabulary.Words);
        Directory.GetFiles(folder["cache"]).Length.ShouldBe(1);
    }

    [Fact]
    public void Rows_are_those_of_the_published_loader()
    {
        using var scope = new TensorScope();
        using var golden = new GoldenFile("mmnas", "boxes_vgd.npz");
        var corpus = new GroundingCorpus([Sentence("train", "left man"), Sentence("val", string.Join(' ', Enumerable.Repeat("big", 20)))]);
        Row(corpus, corpus.Of("train")[0]).ShouldBe(golden["vgd0.query_ix"].ToArray<long>());
        Row(corpus, corpus.Of("val")[0]).ShouldBe(golden["vgd1.query_ix"].ToArray<long>());
    }

    [Fact]
    public void Words_that_are_not_known_and_sentences_without_words_have_a_number_too()
    {
        var corpus = new GroundingCorpus([Sentence("train", "left man")], Vocabulary.Build([["man"]]));
        Row(corpus, corpus.Of("train")[0])[..3].ShouldBe([1, 3, 0]);
        Row(corpus, corpus.Of("train")[0] with { Tokens = [] })[..2].ShouldBe([1, 0]);
    }

    [Fact]
    public void A_split_that_is_not_there_gets_a_sentence() =>
        Should.Throw<UsageException>(() => new GroundingCorpus([Sentence("train", "a"), Sentence("testA", "b")]).Of("testB")).Message
            .ShouldBe("The grounding data have no split 'testB'; there are train, testA.");

    public void Dispose() => folder.Dispose();

    private static GroundingSentence Sentence(string split, string words) =>
        new(words.Split(' '), string.Empty, 1, split, new MeantBox(0, 0, 1, 1), string.Empty, null, null);

    private static long[] Row(GroundingCorpus corpus, GroundingSentence sentence)
    {
        var row = new long[GroundingCorpus.PublishedLength];
        row.AsSpan().Fill(99);
        corpus.Encode(sentence, row);
        return row;
    }
}
