using System.Collections.Concurrent;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats;
using Weft.Data.Formats.Images;

namespace Weft.Data.Clips.Frames;

/// <summary>Frames that lie as JPEG or PNG files in a folder.</summary>
/// <param name="files">How they are named.</param>
internal sealed class PictureFrames(FrameTemplate files) : IFrameStore, IDisposable
{
    private const int MostBytes = 1 << 26;

    // A decoder serves one thread at a time and holds memory of its own: as many are made as threads ever read at once.
    private readonly ConcurrentBag<JpegDecoder> decoders = [];

    /// <inheritdoc/>
    public int Count(ClipRecord clip) => clip.Frames;

    /// <inheritdoc/>
    public FrameStack Read(ClipRecord clip, ReadOnlySpan<int> frames)
    {
        var decoder = decoders.TryTake(out var kept) ? kept : null;
        try
        {
            var stack = new FrameGatherer(clip.Path, frames.Length);
            foreach (var frame in frames)
            {
                Decode(files.PathOf(clip, frame), stack, ref decoder);
            }

            return stack.Whole();
        }
        finally
        {
            if (decoder is not null)
            {
                decoders.Add(decoder);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (decoders.TryTake(out var decoder))
        {
            decoder.Dispose();
        }
    }

    private static void Decode(string path, FrameGatherer stack, ref JpegDecoder? decoder)
    {
        byte[] bytes;
        using (var file = BoundedRead.Open(path))
        {
            bytes = BoundedRead.All(file, path, MostBytes);
        }

        var name = Path.GetFileName(path);
        if (bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            var picture = PngReader.Decode(bytes, path);
            picture.Pixels.CopyTo(stack.Next(picture.Width, picture.Height, name));
            return;
        }

        decoder ??= new JpegDecoder();
        var view = decoder.Rgb(bytes, path);
        var destination = stack.Next(view.Width, view.Height, name);
        var row = view.Width * FrameStack.Colours;
        for (var y = 0; y < view.Height; y++)
        {
            view.Row(y).CopyTo(destination[(y * row)..]);
        }
    }
}
