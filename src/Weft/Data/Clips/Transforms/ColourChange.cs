namespace Weft.Data.Clips.Transforms;

/// <summary>Changes of a picture's colours as numbers that need not be whole nor lie within 0 and 255 (CDAR specification 1.6).</summary>
internal static class ColourChange
{
    private const int Colours = FrameStack.Colours;

    /// <summary>Multiplies all values.</summary>
    /// <param name="values">Red, green and blue of each pixel; changed.</param>
    /// <param name="factor">1 changes nothing.</param>
    internal static void Brightness(Span<float> values, float factor)
    {
        foreach (ref var value in values)
        {
            value *= factor;
        }
    }

    /// <summary>Moves all values away from the picture's mean brightness, or towards it.</summary>
    /// <inheritdoc cref="Brightness"/>
    internal static void Contrast(Span<float> values, float factor)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i += Colours)
        {
            sum += Grey(values, i);
        }

        var rest = (1 - factor) * (float)(sum / (values.Length / Colours));
        foreach (ref var value in values)
        {
            value = (factor * value) + rest;
        }
    }

    /// <summary>Moves all values away from their pixel's brightness, or towards it.</summary>
    /// <inheritdoc cref="Brightness"/>
    internal static void Saturation(Span<float> values, float factor)
    {
        for (var i = 0; i < values.Length; i += Colours)
        {
            var rest = (1 - factor) * Grey(values, i);
            values[i] = (factor * values[i]) + rest;
            values[i + 1] = (factor * values[i + 1]) + rest;
            values[i + 2] = (factor * values[i + 2]) + rest;
        }
    }

    /// <summary>Cuts values to bytes; fractions are dropped.</summary>
    /// <param name="values">The values.</param>
    /// <param name="bytes">Receives them.</param>
    internal static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            bytes[i] = (byte)Math.Clamp(values[i], 0, byte.MaxValue);
        }
    }

    /// <summary>Takes bytes as numbers.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="values">Receives them.</param>
    internal static void FromBytes(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            values[i] = bytes[i];
        }
    }

    private static float Grey(ReadOnlySpan<float> values, int at) =>
        (0.2989f * values[at]) + (0.587f * values[at + 1]) + (0.114f * values[at + 2]);
}
