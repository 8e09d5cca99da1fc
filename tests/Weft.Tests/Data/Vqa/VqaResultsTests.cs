using Shouldly;
using Weft.Data.Vqa;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Vqa;

public class VqaResultsTests
{
    [Fact]
    public void WritesWhatTheServerTakes()
    {
        using var folder = new TemporaryFolder();
        VqaResults.Write(folder["r.json"], [(9, "don't \"know\""), (2, "红色")]);
        File.ReadAllText(folder["r.json"]).ShouldBe("""[{"answer":"don't \"know\"","question_id":9},{"answer":"红色","question_id":2}]""");
        VqaResults.Read(folder["r.json"]).ShouldBe([KeyValuePair.Create(9L, "don't \"know\""), KeyValuePair.Create(2L, "红色")]);
    }

    [Fact]
    public void WhatFailsLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        VqaResults.Write(folder["r.json"], [(1, "a")]);
        Should.Throw<InvalidOperationException>(() => VqaResults.Write(folder["r.json"], Failing()));
        VqaResults.Read(folder["r.json"])[1].ShouldBe("a");
    }

    [Theory]
    [InlineData("""[{"answer": "a", "question_id": 1}, {"answer": "b", "question_id": 1}]""", ", result 1: answers question 1 a second time")]
    [InlineData("""[{"answer": 5, "question_id": 1}]""", ", result 0: has no text 'answer'")]
    [InlineData("{}", ": has no list 'results' of results")]
    public void TellsWhatIsWrong(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.json"], json);
        Should.Throw<InvalidFileException>(() => VqaResults.Read(folder["r.json"])).Message.ShouldStartWith(folder["r.json"] + problem);
    }

    private static IEnumerable<(long, string)> Failing()
    {
        yield return (2, "b");
        throw new InvalidOperationException("the network failed");
    }
}
