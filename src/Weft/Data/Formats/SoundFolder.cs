using System.Runtime.ExceptionServices;
using System.IO.Compression;
using Weft.Torch;

namespace Weft.Data.Formats;

/// <summary>
/// The WAVE files of a folder (and the folders in it) or of a zip file, one after the other in ordinal order of their names, so that two
/// machines see the same order. Nothing is unpacked to disk and only a few files at a time are in memory.
/// </summary>
public sealed class SoundFolder
{
    private const int MaximumDepth = 4;
    private const int Batch = 64;
    private readonly bool _zip;

    private SoundFolder(string path, bool zip, IReadOnlyList<string> names)
    {
        Path = path;
        _zip = zip;
        Names = names;
    }

    /// <summary>The folder or zip file.</summary>
    public string Path { get; }

    /// <summary>The names of the WAVE files within it, with forward slashes, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Lists a source without reading its sounds.</summary>
    /// <param name="path">
    /// A folder or a zip file. Of a folder without .wav files of its own, its folder `recordings` or `audio` is taken where it has one,
    /// else its only zip file, as the speech and noise collections are commonly laid out; else everything below it.
    /// </param>
    /// <exception cref="InvalidFileException">There is neither at the path, the zip is damaged, or no .wav file is in it.</exception>
    public static SoundFolder Open(string path)
    {
        path = Resolve(path);
        var zip = !Directory.Exists(path);
        var names = zip ? ZipNames(path) : FolderNames(path);
        names.Sort(StringComparer.Ordinal);
        if (names.Count == 0)
        {
            throw new InvalidFileException(path, "holds no .wav file");
        }

        for (var i = 1; i < names.Count; i++)
        {
            if (names[i] == names[i - 1])
            {
                throw new InvalidFileException(path, $"holds {names[i]} twice");
            }
        }

        return new SoundFolder(path, zip, names);
    }

    /// <summary>Reads sounds in order; decoding runs on all cores, a few files ahead.</summary>
    /// <param name="rate">The sampling rate wanted, in hertz; other rates are converted by <see cref="Resampler"/>.</param>
    /// <exception cref="InvalidFileException">A file is not a WAVE file that can be read; the error names it.</exception>
    public IEnumerable<NamedSound> Read(int rate)
    {
        using var archive = _zip ? OpenZip(Path) : null;
        var resamplers = new Dictionary<int, Resampler>();
        for (var start = 0; start < Names.Count; start += Batch)
        {
            // A zip file has one position, so its entries are fetched one after the other; only decoding is shared out.
            var count = Math.Min(Batch, Names.Count - start);
            var files = new byte[count][];
            for (var i = 0; i < count; i++)
            {
                files[i] = Bytes(archive, Names[start + i]);
            }

            var sounds = new Sound[count];
            Each(count, i => sounds[i] = WavFile.Parse(files[i], Label(Names[start + i])));
            foreach (var sound in sounds)
            {
                if (sound.Rate != rate && !resamplers.ContainsKey(sound.Rate))
                {
                    resamplers.Add(sound.Rate, new Resampler(sound.Rate, rate));
                }
            }

            Each(count, i =>
            {
                if (sounds[i].Rate != rate)
                {
                    sounds[i] = new Sound(resamplers[sounds[i].Rate].Convert(sounds[i].Samples), rate);
                }
            });
            for (var i = 0; i < count; i++)
            {
                yield return new NamedSound(Names[start + i], sounds[i]);
            }
        }
    }

    /// <summary>How errors call one of the files.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public string Label(string name) => _zip ? $"{Path}: {name}" : System.IO.Path.Combine(Path, name);

    private static string Resolve(string path)
    {
        if (!Directory.Exists(path) || Directory.EnumerateFiles(path, "*.wav", Options(depth: 0)).Any())
        {
            return path;
        }

        foreach (var usual in (ReadOnlySpan<string>)["recordings", "audio"])
        {
            if (Directory.Exists(System.IO.Path.Combine(path, usual)))
            {
                return System.IO.Path.Combine(path, usual);
            }
        }

        var zips = Directory.GetFiles(path, "*.zip", Options(depth: 0));
        return zips.Length == 1 ? zips[0] : path;
    }

    private static EnumerationOptions Options(int depth) =>
        new() { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, MatchCasing = MatchCasing.CaseInsensitive };

    private static void Each(int count, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, body);
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<WeftException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private byte[] Bytes(ZipArchive? archive, string name)
    {
        if (archive is null)
        {
            using var file = BoundedRead.Open(System.IO.Path.Combine(Path, name));
            return BoundedRead.All(file, file.Name, WavFile.MaximumBytes);
        }

        try
        {
            using var entry = archive.GetEntry(name)!.Open();
            return BoundedRead.All(entry, Label(name), WavFile.MaximumBytes);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidFileException(Label(name), "is damaged and does not unpack; get the zip file again", exception);
        }
    }

    private static List<string> FolderNames(string path) =>
        [.. Directory.EnumerateFiles(path, "*.wav", Options(MaximumDepth))
            .Select(file => System.IO.Path.GetRelativePath(path, file).Replace(System.IO.Path.DirectorySeparatorChar, '/'))];

    private static List<string> ZipNames(string path)
    {
        using var archive = OpenZip(path);
        try
        {
            return [.. archive.Entries.Select(entry => entry.FullName)
                .Where(name => name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))
                .Where(name => !name.StartsWith("__MACOSX/", StringComparison.Ordinal))];
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidFileException(path, "is a damaged zip file; get it again", exception);
        }
    }

    private static ZipArchive OpenZip(string path)
    {
        var file = BoundedRead.Open(path);
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException exception)
        {
            file.Dispose();
            throw new InvalidFileException(path, "is neither a folder nor a zip file that can be read", exception);
        }
    }
}
