using Shouldly;
using Weft.Data.Grounding;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Grounding;

public sealed class ProcessedRefsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_is_written_is_read_again()
    {
        GroundingSentence[] sentences =
        [
            new(["left", "\"größte\""], "a.jpg", 12, "val", new MeantBox(0.1, 2, 3.25, 4), "dog", 240, 320.5),
            new([], string.Empty, -1, "val", new MeantBox(-1, 0, 0, 1e3), string.Empty, null, null),
        ];
        ProcessedRefs.Write(folder["val.json"], sentences);
        var read = ProcessedRefs.Read(folder["val.json"], "val");
        read.Select(s => s with { Tokens = [] }).ShouldBe(sentences.Select(s => s with { Tokens = [] }));
        read.Select(s => s.Tokens).ShouldBe(sentences.Select(s => s.Tokens));
        read.Select(s => s.ImageSize).ShouldBe([(240, 320.5f), null]);
    }

    [Fact]
    public void The_published_form_is_written()
    {
        ProcessedRefs.Write(folder["val.json"], [new(["left"], "a.jpg", 12, "val", new MeantBox(0.5, 2, 3, 4), "dog", 240, 320)]);
        File.ReadAllText(folder["val.json"]).ShouldBe(
            """[{"tokens":["left"],"file_name":"a.jpg","image_id":12,"split":"val","bbox":[0.5,2,3,4],"name":"dog","height":240,"width":320}]""");
    }

    [Fact]
    public void Own_sentences_need_no_tokens_and_no_picture()
    {
        File.WriteAllText(folder["train.json"], """[{"sent": "Красный шар, слева", "image_id": "5", "bbox": [0, 0, 10, 10]}]""");
        var sentence = ProcessedRefs.Read(folder["train.json"], "train").ShouldHaveSingleItem();
        sentence.Tokens.ShouldBe(["красный", "шар", "слева"]);
        (sentence.ImageId, sentence.ImageSize, sentence.FileName, sentence.Split).ShouldBe((5, null, string.Empty, "train"));
    }

    [Theory]
    [InlineData("""{"tokens": ["a", 1], "image_id": 1, "bbox": [0, 0, 1, 1]}""", "has no list 'tokens' of words and no text 'sent' or 'raw'; give the sentence as one of them")]
    [InlineData("""{"image_id": 1, "bbox": [0, 0, 1, 1]}""", "has no list 'tokens' of words and no text 'sent' or 'raw'; give the sentence as one of them")]
    [InlineData("""{"sent": "a", "image_id": 1.5, "bbox": [0, 0, 1, 1]}""", "has no whole number 'image_id'; give the number by which the image's regions are found")]
    [InlineData("""{"sent": "a", "image_id": 1, "bbox": [0, 0, 1]}""", "has no 'bbox' of four numbers [x, y, width, height]; give the box that the sentence means")]
    [InlineData("""{"sent": "a", "image_id": 1, "bbox": [0, 0, -1, 1]}""", "has no 'bbox' of four numbers [x, y, width, height]; give the box that the sentence means")]
    [InlineData("""{"sent": "a", "image_id": 1, "bbox": [0, 0, 1, 1], "split": "val"}""", "is of the split 'val', but the file is of 'train'; put it into the file of its split")]
    [InlineData("7", "has no list 'tokens' of words and no text 'sent' or 'raw'; give the sentence as one of them")]
    public void A_wrong_record_is_named(string record, string problem)
    {
        File.WriteAllText(folder["train.json"], "[{\"sent\": \"a\", \"image_id\": 1, \"bbox\": [0, 0, 1, 1]}, " + record + "]");
        Should.Throw<InvalidFileException>(() => ProcessedRefs.Read(folder["train.json"], "train")).Message
            .ShouldBe($"{folder["train.json"]}: its record at index 1 {problem}");
    }

    [Fact]
    public void What_is_no_list_is_refused()
    {
        File.WriteAllText(folder["train.json"], "{\"records\": []}");
        Should.Throw<InvalidFileException>(() => ProcessedRefs.Read(folder["train.json"], "train")).Message
            .ShouldBe($"{folder["train.json"]}: is no list of records; each must have tokens, image_id and bbox");
    }

    public void Dispose() => folder.Dispose();
}
