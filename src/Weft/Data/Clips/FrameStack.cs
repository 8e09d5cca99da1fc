namespace Weft.Data.Clips;

/// <summary>Frames of one video as 8-bit red, green and blue, all of one size.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "Frames are stacked in one block of memory; it is no collection.")]
public sealed class FrameStack
{
    /// <summary>Values of a pixel.</summary>
    public const int Colours = 3;

    /// <summary>Takes pixels.</summary>
    /// <param name="pixels">[frames, height, width, 3]; not copied.</param>
    /// <param name="count">Frames.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels than that.</exception>
    public FrameStack(byte[] pixels, int count, int height, int width)
    {
        if (count < 1 || height < 1 || width < 1 || pixels.Length != (long)count * height * width * Colours)
        {
            throw new ArgumentException($"{pixels.Length} bytes are no {count} frames of {width} x {height} pixels.", nameof(pixels));
        }

        (Pixels, Count, Height, Width) = (pixels, count, height, width);
    }

    /// <summary>Makes black frames.</summary>
    /// <param name="count">Frames.</param>
    /// <param name="height">Rows of a frame.</param>
    /// <param name="width">Pixels of a row.</param>
    public FrameStack(int count, int height, int width)
        : this(new byte[checked(count * height * width * Colours)], count, height, width)
    {
    }

    /// <summary>All values, [frames, height, width, 3].</summary>
    public byte[] Pixels { get; }

    /// <summary>Frames.</summary>
    public int Count { get; }

    /// <summary>Rows of a frame.</summary>
    public int Height { get; }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Bytes of a frame.</summary>
    public int FrameSize => Height * Width * Colours;

    /// <summary>One frame, [height, width, 3].</summary>
    /// <param name="frame">0-based.</param>
    public Span<byte> this[int frame] => Pixels.AsSpan(frame * FrameSize, FrameSize);
}
