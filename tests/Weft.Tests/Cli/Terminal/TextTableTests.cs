using Shouldly;
using Weft.Cli.Terminal;

namespace Weft.Tests.Cli.Terminal;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_aligned_and_numbers_stand_to_the_right()
    {
        var text = new StringWriter { NewLine = "\n" };
        new TextTable("method", ">accuracy", "note").Add("found", "0.9731", "漢字 é").Add("late-fusion", "0.95", null).Write(text);
        text.ToString().ShouldBe(
            """
            method       accuracy  note
            -----------  --------  ------
            found          0.9731  漢字 é
            late-fusion      0.95  -

            """);
    }

    [Fact]
    public void Cells_cannot_command_the_terminal()
    {
        var text = new StringWriter();
        new TextTable("a").Add("x\u001b[2J\ny").Write(text);
        text.ToString().ShouldContain("x [2J y");
    }

    [Fact]
    public void A_row_that_does_not_fit_is_a_programming_error() =>
        Should.Throw<ArgumentException>(() => new TextTable("a", "b").Add("x"));
}
