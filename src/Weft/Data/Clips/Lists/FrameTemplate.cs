using System.Globalization;
using Weft.Torch;

namespace Weft.Data.Clips.Lists;

/// <summary>How the files of frames are named: <c>img_{:05}.jpg</c> stands for <c>img_00001.jpg</c> (CDAR specification 1.2).</summary>
public sealed record FrameTemplate
{
    private const int MostDigits = 18;

    private readonly string before;
    private readonly string after;
    private readonly int digits;

    private FrameTemplate(string text, string before, int digits, string after, int startIndex)
    {
        (Text, this.before, this.digits, this.after, StartIndex) = (text, before, digits, after, startIndex);
    }

    /// <summary>The template.</summary>
    public string Text { get; }

    /// <summary>The number in the name of a clip's first file.</summary>
    public int StartIndex { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">A file's name with <c>{}</c>, <c>{:05}</c> or <c>{:05d}</c> in the place of the number.</param>
    /// <param name="startIndex">The number in the name of a clip's first file.</param>
    /// <exception cref="UsageException">It is no such name.</exception>
    public static FrameTemplate Parse(string text, int startIndex)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.LastIndexOf('}');
        var inside = open >= 0 && close > open ? text[(open + 1)..close].TrimStart(':').TrimEnd('d') : null;
        var places = 0;
        var known = inside is not null
            && (inside.Length == 0 || int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out places))
            && places <= MostDigits;
        return known && text.IndexOfAny(['/', '\\', '\0']) < 0
            ? new FrameTemplate(text, text[..open], places, text[(close + 1)..], startIndex)
            : throw new UsageException($"'{text}' names no files of frames: write it as img_{{:05}}.jpg, with the digits of the number in braces.");
    }

    /// <summary>The file of a frame.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="frame">The frame's number, from 0.</param>
    public string PathOf(ClipRecord clip, int frame)
    {
        var number = (long)frame + StartIndex + clip.Offset;
        return Path.Combine(clip.Path, before + number.ToString($"D{Math.Max(digits, 1)}", CultureInfo.InvariantCulture) + after);
    }
}
