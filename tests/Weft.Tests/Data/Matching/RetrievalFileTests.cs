using Shouldly;
using Weft.Data.Matching;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Matching;

public sealed class RetrievalFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_query_has_what_it_found_best_first()
    {
        var scores = new ScoreMatrix(new float[] { 1, 4, 3, 2, 0, 5, 7, 6 }, 2, 2);
        RetrievalFile.Write(folder["found.json"], scores, [31, 17], places: 3);
        File.ReadAllText(folder["found.json"]).ShouldBe(
            """{"textFromImage":[{"image":31,"captions":[1,2,3]},{"image":17,"captions":[2,3,1]}],"imageFromText":"""
            + """[{"caption":0,"image":31,"images":[31,17]},{"caption":1,"image":31,"images":[17,31]},"""
            + """{"caption":2,"image":17,"images":[17,31]},{"caption":3,"image":17,"images":[17,31]}]}""");
    }

    [Fact]
    public void Ids_must_be_as_many_as_images() =>
        Should.Throw<UsageException>(() => RetrievalFile.Write(folder["found.json"], new ScoreMatrix(new float[4], 2, 1), [1])).Message
            .ShouldBe("1 ids cannot name 2 images; give one for each.");

    public void Dispose() => folder.Dispose();
}
