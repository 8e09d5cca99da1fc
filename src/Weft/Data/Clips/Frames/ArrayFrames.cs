using System.Collections.Concurrent;
using Weft.Data.Clips.Lists;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.Clips.Frames;

/// <summary>Frames of clips that are rows of an array; grey ones become red, green and blue.</summary>
internal sealed class ArrayFrames : IFrameStore
{
    private readonly ConcurrentDictionary<string, Lazy<NdArray>> arrays = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count(ClipRecord clip) => clip.Frames;

    /// <inheritdoc/>
    public FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames)
    {
        var array = arrays.GetOrAdd(clip.Path, path => new Lazy<NdArray>(() => ClipArchive.Parse(path).Load())).Value;
        var (length, height, width, channels) = ((int)array.Shape[1], (int)array.Shape[2], (int)array.Shape[3], (int)array.Shape[4]);
        if (clip.Row >= array.Shape[0] || frames[^1] >= length)
        {
            throw new InvalidFileException(clip.Path, $"has no frame {frames[^1]} in row {clip.Row}: it was changed; start again");
        }

        var values = array.Bytes.Span;
        var size = height * width * channels;
        var stack = new FrameGatherer(clip.Path, frames.Length);
        foreach (var frame in frames)
        {
            var source = values.Slice((int)((((long)clip.Row * length) + frame) * size), size);
            var destination = stack.Next(width, height, $"frame {frame}");
            if (channels == FrameStack.Colours)
            {
                source.CopyTo(destination);
                continue;
            }

            for (var i = 0; i < source.Length; i++)
            {
                destination.Slice(FrameStack.Colours * i, FrameStack.Colours).Fill(source[i]);
            }
        }

        return stack.Whole();
    }
}
