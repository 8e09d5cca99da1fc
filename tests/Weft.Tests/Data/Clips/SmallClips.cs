using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Data.Formats;
using Weft.Testing;

namespace Weft.Tests.Data.Clips;

/// <summary>Draws that a test gives, each with the number of values it was chosen from; with none it lets no one draw.</summary>
internal sealed class CheckedDraws(params IEnumerable<(int Bound, int Value)> values) : IDraws
{
    private readonly Queue<(int Bound, int Value)> left = new(values);

    internal int Left => left.Count;

    public int Below(int bound)
    {
        var (expected, value) = left.Dequeue();
        return bound == expected ? value : throw new InvalidOperationException($"drawn below {bound} instead of {expected}");
    }

    public double Uniform() => throw new InvalidOperationException("nothing is drawn here");
}

/// <summary>Folders of PNG frames of known content: each pixel of frame f of clip c is (10 c, f, column).</summary>
internal sealed class SmallClips : IDisposable
{
    internal const int Height = 4;
    internal const int Width = 6;

    private readonly TemporaryFolder folder = new();

    internal string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    internal static byte[] Pixels(int clip, int frame, int width = Width, int height = Height) =>
        [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)((i % 3) switch { 0 => 10 * clip, 1 => frame, _ => i / 3 % width }))];

    /// <summary>Writes clips <c>clip0</c>, <c>clip1</c>, ... and their list; returns the list's path.</summary>
    internal string Write(string list, int frames, params int[] labels)
    {
        for (var clip = 0; clip < labels.Length; clip++)
        {
            Directory.CreateDirectory(folder[$"clip{clip}"]);
            for (var f = 0; f < frames; f++)
            {
                File.WriteAllBytes(folder[$"clip{clip}/img_{f + 1:00000}.png"], PngWriter.Encode(Pixels(clip, f), Width, Height));
            }
        }

        File.WriteAllLines(folder[list], labels.Select((label, clip) => $"clip{clip} {frames} {label}"));
        return folder[list];
    }

    internal ClipList Read(string list, int frames, params int[] labels) => ClipList.Read(Settings(Write(list, frames, labels)));

    internal static ClipListSettings Settings(string list) => new() { List = list, Template = "img_{:05}.png" };
}
