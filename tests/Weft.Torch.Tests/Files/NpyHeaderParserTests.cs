using Shouldly;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class NpyHeaderParserTests
{
    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  \n", new long[] { 3, 4 })]
    [InlineData("{\"shape\":(),\"fortran_order\":False,\"descr\":\"<f4\"}", new long[0])]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", new long[] { 3 })]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L)}", new long[] { 3, 4 })]
    public void ReadsWhatNumpyWrites(string text, long[] shape)
    {
        var header = NpyHeaderParser.Parse(text, "x.npy");

        header.Descr.ShouldBe("<f4");
        header.FortranOrder.ShouldBeFalse();
        header.Shape.ShouldBe(shape);
    }

    [Theory]
    [InlineData("", "'{' was expected at character 0")]
    [InlineData("{", "a quoted text was expected at character 1")]
    [InlineData("{}", "the key 'descr' is missing")]
    [InlineData("{'descr': '<f4'}", "the key 'fortran_order' is missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': True}", "the key 'shape' is missing")]
    [InlineData("{'descr': '<f4', 'descr': '<f8'}", "the key 'descr' appears twice")]
    [InlineData("{'other': '<f4'}", "the key 'other' is unknown")]
    [InlineData("{'descr': '<f4}", "a quoted text does not end")]
    [InlineData("{'descr': '\\x3cf4'}", "a quoted text holds a backslash")]
    [InlineData("{'descr': __import__('os')}", "a quoted text was expected at character 10")]
    [InlineData("{'fortran_order': 1}", "'fortran_order' is neither True nor False")]
    [InlineData("{'shape': (3)}", "the shape is a number, not a tuple")]
    [InlineData("{'shape': 3}", "'(' was expected at character 10")]
    [InlineData("{'shape': (-3,)}", "an axis of the shape is not a whole number of at least 0")]
    [InlineData("{'shape': (,)}", "an axis of the shape is not a whole number of at least 0")]
    [InlineData("{'shape': (9223372036854775808,)}", "an axis of the shape does not fit 64 bits")]
    [InlineData("{'shape': (1 2)}", "the shape is a number, not a tuple")]
    [InlineData("{'shape': (1, 2 3)}", "')' was expected at character 16")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': ()} x", "text follows the dictionary")]
    [InlineData("{'descr' '<f4'}", "':' was expected at character 9")]
    [InlineData("{'descr': '<f4' 'shape': ()}", "'}' was expected at character 16")]
    public void RefusesTheRest(string text, string problem) =>
        Should.Throw<InvalidFileException>(() => NpyHeaderParser.Parse(text, "x.npy"))
            .Message.ShouldBe($"x.npy: the .npy header is malformed: {problem}; save the array again with numpy");

    [Fact]
    public void RefusesTooManyAxes() =>
        Should.Throw<InvalidFileException>(
                () => NpyHeaderParser.Parse($"{{'shape': ({string.Concat(Enumerable.Repeat("1,", 65))})}}", "x.npy"))
            .Message.ShouldContain("more than 64 axes");

    [Fact]
    public void RefusesStructuredTypes() =>
        Should.Throw<InvalidFileException>(() => NpyHeaderParser.Parse("{'descr': [('a', '<f4')]}", "x.npy"))
            .Message.ShouldContain("save each field as an array of its own");
}
