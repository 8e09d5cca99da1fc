using Shouldly;
using Weft.Data.Matching;
using Weft.Data.Text;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Matching;

public sealed class CaptionCorpusTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Flickr_has_ids_per_image_in_training_and_per_caption_elsewhere_and_a_map()
    {
        Split("f30k", "train", 10, "1\n0\n");
        Split("f30k", "dev", 5, "2\n2\n2\n2\n2\n");
        File.WriteAllText(folder["dataset_flickr30k.json"], """
            {"images": [{"imgid": 0, "filename": "1000092795.jpg", "sentences": [{}]}, {"imgid": 1, "filename": "10002456.jpg"},
             {"imgid": 2, "filename": "36979.jpg"}, {"imgid": 3, "filename": "spoilt"}], "dataset": "flickr30k"}
            """);
        var files = CaptionFiles.Find(folder.Path);
        files.Dataset.ShouldBe("flickr");
        var corpus = CaptionCorpus.Read(files, cacheFolder: folder["cache"]);
        corpus.Splits.ShouldBe(["train", "dev"]);
        corpus.Of("train").Images.ShouldBe([10002456, 1000092795]);
        corpus.Of("dev").Images.ShouldBe([36979]);
        corpus.Of("train").CaptionsPerImage.ShouldBe(5);
        corpus.Of("train").ImageOf(9).ShouldBe(1);
        corpus.Images.ShouldBe([10002456, 1000092795, 36979]);
        CaptionCorpus.Read(files, cacheFolder: folder["cache"]).Vocabulary.Words.ShouldBe(corpus.Vocabulary.Words);
        Directory.GetFiles(folder["cache"]).Length.ShouldBe(1);
    }

    [Fact]
    public void COCO_has_its_own_ids_even_where_there_is_a_map()
    {
        Split("coco", "test", 5, "391895\n391895\n391895\n391895\n391895\n");
        Split("coco", "testall", 10, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
        File.WriteAllText(folder["dataset_coco.json"], "{}");
        var corpus = CaptionCorpus.Read(CaptionFiles.Find(folder.Path, "coco"));
        corpus.Of("test").Images.ShouldBe([391895]);
        corpus.Of("testall").Images.ShouldBe([1, 6]);
    }

    [Theory]
    [InlineData(6, "4\n4\n4\n5\n5\n5\n", 3, "4,5")]
    [InlineData(6, "4\n5\n6\n", 2, "4,5,6")]
    [InlineData(3, "4\n5\n6\n", 1, "4,5,6")]
    [InlineData(6, "4\n4\n4\n4\n4\n4", 6, "4")]
    public void Own_data_may_have_any_number_of_captions_that_divides_evenly(int captions, string ids, int perImage, string images)
    {
        Split("mine", "test", captions, ids);
        var split = CaptionCorpus.Read(CaptionFiles.Find(folder.Path)).Of("test");
        split.CaptionsPerImage.ShouldBe(perImage);
        string.Join(',', split.Images).ShouldBe(images);
    }

    [Fact]
    public void Captions_in_any_language_become_numbers()
    {
        Split("mine", "train", 2, "1\n2\n");
        File.WriteAllText(folder["mine_precomp/train_caps.txt"], "Ein Hund, ein Ball!\r\n大きい 犬\u2028x\r\n");
        var corpus = CaptionCorpus.Read(CaptionFiles.Find(folder.Path));
        var row = new long[4];
        corpus.Encode("ein BALL läuft", row);
        row.ShouldBe([3, 5, 1, 0]);
        corpus.Encode("ein ein ein ein ein", row);
        row.ShouldBe([3, 3, 3, 3]);
        corpus.Encode(" , ", row);
        row.ShouldBe([1, 0, 0, 0]);
        corpus.LongestCaption.ShouldBe(new[] { 4, Tokenizer.Split("大きい 犬\u2028x").Count }.Max());
        corpus.Of("train").Captions.Count.ShouldBe(2);
    }

    [Fact]
    public void Images_with_the_same_captions_are_one_group()
    {
        Split("mine", "train", 6, "1\n2\n3\n");
        File.WriteAllText(folder["mine_precomp/train_caps.txt"], "a\nb\nc\nd\na\nb\n");
        CaptionCorpus.Read(CaptionFiles.Find(folder.Path)).Of("train").Groups().ShouldBe([0, 1, 0]);
    }

    [Theory]
    [InlineData(5, "1\n1\n1\n2\n1\n", "its line 4 names image 2 where image 1 should be: the 5 captions of an image must follow each other; sort both files by image")]
    [InlineData(5, "1\nx\n", "its line 2 is no whole number; give the id of an image in each line")]
    [InlineData(5, "1\n2\n", "has 2 ids, which do not fit 5 captions with 5 for each image; there must be one for each caption or one for each image, and equally many captions for each image")]
    [InlineData(6, "1\n2\n3\n4\n5\n6\n", "has 6 ids, which do not fit 6 captions with 5 for each image")]
    [InlineData(5, "", "is empty; get it again")]
    public void Ids_that_do_not_fit_get_a_sentence(int captions, string ids, string problem)
    {
        Split("mine", "train", captions, ids);
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path), captionsPerImage: 5)).Message
            .ShouldStartWith($"{folder["mine_precomp/train_ids.txt"]}: {problem}");
    }

    [Fact]
    public void Uneven_numbers_of_captions_are_refused_without_being_told_how_many()
    {
        Split("mine", "train", 5, "1\n2\n");
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path))).Message
            .ShouldContain("has 2 ids, which do not fit 5 captions; there must be");
        Split("mine", "train", 5, "1\n1\n2\n2\n2\n");
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path))).Message.ShouldContain("which do not fit 5 captions");
    }

    [Fact]
    public void A_map_or_text_that_is_spoilt_gets_a_sentence()
    {
        Split("mine", "train", 2, "1\n2\n");
        File.WriteAllText(folder["dataset_mine.json"], """{"images": [{"imgid": 1, "filename": "7.jpg"}]}""");
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path))).Message
            .ShouldBe($"{folder["dataset_mine.json"]}: has no image for 1 ids of the captions, such as 2; give the file of the same data set");
        File.WriteAllText(folder["dataset_mine.json"], """{"images": [{"imgid": 1, "filename": "dog.jpg"}]}""");
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path))).Message
            .ShouldContain("its image 1 has no filename with a number, such as 1000092795.jpg; its regions could not be found");
        File.WriteAllBytes(folder["mine_precomp/train_caps.txt"], [65, 10, 0xC3, 10]);
        Should.Throw<InvalidFileException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path))).Message
            .ShouldBe($"{folder["mine_precomp/train_caps.txt"]}: its line 2 is no UTF-8 text; save it as UTF-8");
    }

    [Fact]
    public void What_was_looked_for_is_said()
    {
        Should.Throw<WeftException>(() => CaptionFiles.Find(folder.Path)).Message.ShouldBe(
            $"{folder.Path}: there is no *_precomp/{{train,dev,test,testall}}_caps.txt with *_precomp/..._ids.txt; check the folder.");
        Should.Throw<WeftException>(() => CaptionFiles.Find(folder["nowhere"], "flickr")).Message.ShouldStartWith(
            $"{folder["nowhere"]}: the folder of the captions is not there; give the folder that holds f30k_precomp/");
        Split("f30k", "train", 5, "1\n");
        Should.Throw<InvalidFileException>(() => CaptionFiles.Find(folder.Path)).Message.ShouldStartWith($"{folder["dataset_flickr30k.json"]}: is not there; ");
        File.WriteAllText(folder["dataset_flickr30k.json"], """{"images": [{"imgid": 1, "filename": "7.jpg"}]}""");
        Split("mine", "train", 5, "1\n");
        Should.Throw<WeftException>(() => CaptionFiles.Find(folder.Path)).Message
            .ShouldBe($"{folder.Path}: there are 2 data sets, flickr, mine; name one of them.");
        File.Delete(folder["mine_precomp/train_ids.txt"]);
        Should.Throw<InvalidFileException>(() => CaptionFiles.Find(folder.Path, "mine")).Message
            .ShouldBe($"{folder["mine_precomp/train_ids.txt"]}: is not there; give the ids of the images beside their captions");
        Should.Throw<UsageException>(() => CaptionCorpus.Read(CaptionFiles.Find(folder.Path, "flickr")).Of("test"))
            .Message.ShouldBe("The captions have no split 'test'; there are train.");
    }

    public void Dispose() => folder.Dispose();

    private void Split(string stem, string split, int captions, string ids)
    {
        var below = Directory.CreateDirectory(folder[$"{stem}_precomp"]).FullName;
        File.WriteAllLines(Path.Combine(below, $"{split}_caps.txt"), Enumerable.Range(0, captions).Select(i => $"{split} caption {i} ."));
        File.WriteAllText(Path.Combine(below, $"{split}_ids.txt"), ids);
    }
}
