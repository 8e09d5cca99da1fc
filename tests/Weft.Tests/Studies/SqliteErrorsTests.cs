using Microsoft.Data.Sqlite;
using Shouldly;
using Weft.Studies;
using Weft.Torch;

namespace Weft.Tests.Studies;

public sealed class SqliteErrorsTests
{
    [Theory]
    [InlineData(5, false, "another process has kept the study to itself for 60 seconds; end it, or try later.")]
    [InlineData(8, false, "the study cannot be written to (said); check the rights of the file and of its folder.")]
    [InlineData(10, false, "the disk fails (said); check it and its free space.")]
    [InlineData(11, true, "the study is damaged (said); take a copy of it that is whole, or begin another")]
    [InlineData(13, false, "the disk is full; make room and go on.")]
    [InlineData(14, false, "the study cannot be written to (said); check the rights of the file and of its folder.")]
    [InlineData(26, true, "this is not a SQLite file, so no study; give the study.db of a run")]
    public void Every_error_is_a_sentence(int code, bool invalid, string sentence)
    {
        var error = SqliteErrors.Explain("a/study.db", new SqliteException("said", code));
        error.Message.ShouldBe($"a/study.db: {sentence}");
        (error is InvalidFileException).ShouldBe(invalid);
    }
}
