using System.Globalization;
using System.Text;
using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Clips.Lists;

/// <summary>Reads one text list: a clip a line, its fields separated by spaces (CDAR specification 1.1).</summary>
/// <param name="list">The list's path.</param>
/// <param name="settings">How lists are read.</param>
internal sealed class ClipListReader(string list, ClipListSettings settings)
{
    private const int MostClips = 1 << 24;
    private const int MostFrames = 1 << 24;
    private const int HighestOffset = 1 << 30;
    private const int LongestPath = 4096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string folder = Path.GetFullPath(
        settings.Folder.Length > 0 ? settings.Folder : Path.GetDirectoryName(Path.GetFullPath(list)) ?? ".");

    private ClipForm form = settings.Form;

    /// <summary>All its clips.</summary>
    /// <exception cref="InvalidFileException">It is absent or empty, or a line is not of the form.</exception>
    public List<ClipRecord> Read()
    {
        using var stream = BoundedRead.Open(list);
        var lines = new ByteLines(stream, list);
        var clips = new List<ClipRecord>();
        while (lines.Next(out var bytes))
        {
            var line = Text(bytes, lines.Place).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            clips.Add(Parse(line, lines.Place));
            if (clips.Count > MostClips)
            {
                throw new InvalidFileException(lines.Place, $"is beyond {MostClips} clips, which no list has; check that it is a list");
            }
        }

        return clips.Count > 0 ? clips : throw new InvalidFileException(list, "has no clip; write one a line, such as 'FOLDER FRAMES LABEL'");
    }

    private static string Text(ReadOnlySpan<byte> line, string place)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidFileException(place, "is no text (UTF-8); check that it is a list of clips", exception);
        }
    }

    private static int Number(string text, int lowest, int highest, string what, string place) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new InvalidFileException(place, $"its {what} '{Short(text)}' is no whole number from {lowest} to {highest}; correct the line");

    private static string Short(string text) =>
        string.Concat(text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > 60 ? "…" : "");

    private ClipRecord Parse(string line, string place)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (form == ClipForm.Auto)
        {
            form = Guess(fields, place);
        }

        var numbers = form switch
        {
            ClipForm.OffsetFrames => 3,
            ClipForm.Frames => 2,
            _ => fields.Length > 2 ? 2 : 1,
        };
        if (fields.Length <= numbers || (settings.Form == ClipForm.Auto && fields.Length != numbers + 1))
        {
            throw new InvalidFileException(place, $"has {fields.Length} fields, where '{Expected(form)}' is needed; correct the line, or say the list's form");
        }

        // With the form said, a path may hold spaces.
        var path = RelativePath(string.Join(' ', fields[..^numbers]), place);
        var label = Number(fields[^1], 0, ClipList.MostClasses - 1, "label", place);
        var frames = numbers > 1 ? Number(fields[^2], form == ClipForm.Video ? 0 : 1, MostFrames, "number of frames", place) : 0;
        if (form == ClipForm.Video)
        {
            var name = path.EndsWith(settings.Suffix, StringComparison.OrdinalIgnoreCase) ? path : path + settings.Suffix;
            return new ClipRecord(Path.Combine(folder, name), 0, frames, label, ClipStorage.Video) { Name = path };
        }

        var offset = numbers > 2 ? Number(fields[^3], 0, HighestOffset, "first frame", place) : 0;
        return new ClipRecord(Path.Combine(folder, path), offset, frames, label, ClipStorage.Frames)
        {
            Name = numbers > 2 ? string.Create(CultureInfo.InvariantCulture, $"{path}/{offset}_{(long)offset + frames - 1}") : path,
        };
    }

    private ClipForm Guess(string[] fields, string place)
    {
        switch (fields.Length)
        {
            case 2:
                return ClipForm.Video;
            case 4:
                return ClipForm.OffsetFrames;
            case 3:
                var relative = RelativePath(fields[0], place);
                var path = Path.Combine(folder, relative);
                return Directory.Exists(path) ? ClipForm.Frames
                    : File.Exists(path) || File.Exists(path + settings.Suffix) ? ClipForm.Video
                    : throw new InvalidFileException(
                        place,
                        $"{folder} has neither a folder '{Short(relative)}' nor a video '{Short(relative + settings.Suffix)}'; "
                        + "name the data's folder, or say the list's form");
            default:
                throw new InvalidFileException(place, $"has {fields.Length} fields, where 'FOLDER FRAMES LABEL' or the like is needed; is it a list of clips?");
        }
    }

    // Where a list comes from is not where its author says that frames are: nothing outside of the folder is ever opened.
    private static string RelativePath(string text, string place)
    {
        var path = text.Replace('\\', '/').TrimEnd('/');
        var wrong = path.Length == 0 ? "is empty"
            : path.Length > LongestPath ? $"is longer than {LongestPath} characters"
            : path.StartsWith('/') || Path.IsPathRooted(path) ? "does not begin in the data's folder"
            : path.Split('/').Any(part => part is "..") ? "leads out of the data's folder"
            : path.Any(char.IsControl) ? "has characters that no name has"
            : null;
        return wrong is null
            ? path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path
            : throw new InvalidFileException(place, $"its path '{Short(text)}' {wrong}; paths are relative to the folder of the data");
    }

    private static string Expected(ClipForm form) => form switch
    {
        ClipForm.OffsetFrames => "FOLDER FIRST FRAMES LABEL",
        ClipForm.Frames => "FOLDER FRAMES LABEL",
        _ => "VIDEO FRAMES LABEL",
    };
}
