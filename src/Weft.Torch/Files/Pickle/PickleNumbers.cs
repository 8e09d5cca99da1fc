using System.Globalization;
using System.Numerics;
using System.Text;

namespace Weft.Torch.Files.Pickle;

/// <summary>Numbers as the various protocols write them. Whole numbers become long, or BigInteger where 64 bits do not hold them.</summary>
internal static class PickleNumbers
{
    // Turning digits into a number takes the square of their count.
    private const int MostDigits = 1000;

    /// <summary>A line of protocol 0: a whole number, or 00 and 01 for false and true.</summary>
    public static object Integer(ReadOnlySpan<byte> line) =>
        line is [(byte)'0', (byte)'0' or (byte)'1'] ? line[1] == (byte)'1' : Long(line);

    /// <summary>A line of protocol 0: a whole number, which may end with L.</summary>
    public static object Long(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'L');
        return line.Length <= MostDigits
            && BigInteger.TryParse(
                Encoding.Latin1.GetString(line), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Shorten(number)
            : throw new FormatException("a whole number cannot be read; the file is damaged, so fetch or write it again");
    }

    /// <summary>Bytes in two's complement, the lowest first.</summary>
    public static object TwosComplement(byte[] bytes) => bytes.Length <= MostDigits
        ? Shorten(new BigInteger(bytes))
        : throw new FormatException($"a whole number has {bytes.Length} bytes; no program writes such a file, so do not trust it");

    /// <summary>A line of protocol 0: a decimal number.</summary>
    public static double Float(ReadOnlySpan<byte> line) =>
        line.Length <= MostDigits && double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : Encoding.Latin1.GetString(line) switch
            {
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                "nan" => double.NaN,
                _ => throw new FormatException("a number cannot be read; the file is damaged, so fetch or write it again"),
            };

    private static object Shorten(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
}
