using Weft.Torch;

namespace Weft.Data.Clips.Frames;

/// <summary>Puts frames that come one after another into a stack, which is allocated when the first is there.</summary>
/// <param name="clip">What to call the clip in errors.</param>
/// <param name="count">How many frames will come.</param>
internal sealed class FrameGatherer(string clip, int count)
{
    private FrameStack? stack;
    private int next;

    /// <summary>The next frame's place, [height, width, 3].</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="frame">What to call it in errors.</param>
    /// <exception cref="InvalidFileException">It has another size than the first, or all are more than fits into memory.</exception>
    public Span<byte> Next(int width, int height, string frame)
    {
        if (stack is null)
        {
            var bytes = (long)count * width * height * FrameStack.Colours;
            stack = bytes <= Array.MaxLength
                ? new FrameStack(count, height, width)
                : throw new InvalidFileException(clip, $"its {count} frames of {width} x {height} pixels do not fit into memory; make them smaller");
        }

        return stack.Width == width && stack.Height == height
            ? stack[next++]
            : throw new InvalidFileException(
                clip, $"its frames differ in size: {frame} has {width} x {height} pixels, the one before {stack.Width} x {stack.Height}; mend the clip");
    }

    /// <summary>The frames, all of which came.</summary>
    public FrameStack Whole() => next == count && stack is not null ? stack : throw new InvalidOperationException("Frames are missing.");
}
