using Shouldly;
using Weft.Data.Formats.Hdf5;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.Formats.Hdf5;

/// <summary>Every way in which h5py stores numbers and texts; entry i of each array [7, 3, 5] is 7 i - 50.</summary>
public sealed class Hdf5KindsTests : IDisposable
{
    private const int RowElements = 15;

    private readonly Hdf5File file;

    public Hdf5KindsTests()
    {
        NeededLibrary.Hdf5();
        file = Hdf5File.Open(TestPaths.Golden("hdf5", "kinds.hdf5"));
    }

    [Theory]
    [InlineData("int16-big-shuffled", "Int16 [7, 3, 5]")]
    [InlineData("int64-gzip", "Int64 [7, 3, 5]")]
    [InlineData("int16-plain", "Int16 [7, 3, 5]")]
    [InlineData("float64-big", "Float64 [7, 3, 5]")]
    [InlineData("float64-shuffled", "Float64 [7, 3, 5]")]
    public void Any_rows_are_read_however_they_are_stored(string name, string description)
    {
        var dataset = file.Dataset(name);
        dataset.ToString().ShouldBe(description);
        dataset.BigEndian.ShouldBe(name.Contains("big", StringComparison.Ordinal));
        for (var first = 0; first < 7; first++)
        {
            for (var count = 0; count <= 7 - first; count++)
            {
                var (floats, integers) = (new float[count * RowElements], new int[count * RowElements]);
                dataset.Read(first, count, floats);
                dataset.Read(first, count, integers);
                var expected = Enumerable.Range(first * RowElements, count * RowElements).Select(i => (7 * i) - 50).ToArray();
                integers.ShouldBe(expected);
                floats.ShouldBe(expected.Select(v => (float)v));
            }
        }
    }

    [Fact]
    public void What_was_never_written_is_told()
    {
        var dataset = file.Dataset("half-written");
        var values = new int[2 * RowElements];
        dataset.Read(2, 2, values);
        values[0].ShouldBe((7 * 2 * RowElements) - 50);
        Should.Throw<InvalidFileException>(() => dataset.Read(3, 2, values)).Message
            .ShouldContain("is damaged: 'half-written' cannot be read from row 4 on (chunk storage is not allocated); get it again");
    }

    [Fact]
    public void Texts_lose_what_pads_them() => file.Dataset("texts").ReadTexts(0, 3).ShouldBe(["one", "two", ""]);

    [Theory]
    [InlineData("checked", "has 'checked' packed by filter 3, which is not known here; write it again with gzip or without compression")]
    [InlineData("elsewhere", "keeps the data of 'elsewhere' in other files; give a file that holds its data")]
    [InlineData("virtual", "keeps the data of 'virtual' in other files; give a file that holds its data")]
    public void What_is_stored_in_unknown_ways_or_places_is_refused(string name, string problem) =>
        Should.Throw<InvalidFileException>(() => file.Dataset(name)).Message.ShouldContain(problem);

    [Fact]
    public void Texts_of_any_length_and_single_numbers_are_no_tables()
    {
        Should.Throw<InvalidFileException>(() => file.Dataset("variable").Require(Hdf5Kind.FixedText)).Message
            .ShouldContain("its dataset 'variable' holds elements of another kind [2], but must hold texts of at most 32 bytes [films]");
        Should.Throw<InvalidFileException>(() => file.Dataset("single").Require(Hdf5Kind.Integer)).Message
            .ShouldContain("its dataset 'single' holds Int64 [], but must hold integers [films]");
    }

    public void Dispose() => file.Dispose();
}
