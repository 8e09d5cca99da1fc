using Weft.Data.Formats.Hdf5;
using Weft.Torch;

namespace Weft.Data.MmImdb;

/// <summary>Some consecutive films of <c>multimodal_imdb.hdf5</c>, in buffers that are used again.</summary>
/// <param name="rows">The most films it can hold.</param>
internal sealed class MmImdbRows(int rows)
{
    private readonly int[] images = new int[rows * MmImdbFormat.ImagePixels];
    private readonly float[] texts = new float[rows * MmImdbFormat.TextValues];
    private readonly int[] genres = new int[rows * MmImdbFormat.Genres.Count];

    /// <summary>The published values of posters [films, 3, 256, 160].</summary>
    internal Span<int> Images(int first, int count) => images.AsSpan(first * MmImdbFormat.ImagePixels, count * MmImdbFormat.ImagePixels);

    /// <summary>Texts [films, 300].</summary>
    internal Span<float> Texts(int first, int count) => texts.AsSpan(first * MmImdbFormat.TextValues, count * MmImdbFormat.TextValues);

    /// <summary>Truth values of genres [films, 23].</summary>
    internal Span<int> Genres(int first, int count) => genres.AsSpan(first * MmImdbFormat.Genres.Count, count * MmImdbFormat.Genres.Count);
}

/// <summary>The published HDF5 file, checked as far as its headers tell.</summary>
internal sealed class MmImdbSource : IDisposable
{
    /// <summary>How much of the images is held in memory where the file's pieces allow it.</summary>
    internal const long UsualRunBytes = 32 << 20;

    // The data set has 25,959 films.
    private const long MostFilms = 1_000_000;

    // Pieces that span more films than this are unpacked more than once rather than held all together.
    private const long MostRunBytes = 1 << 30;
    private const long RowBytes = sizeof(int) * (long)MmImdbFormat.ImagePixels;

    private readonly Hdf5File file;
    private readonly Hdf5Dataset images;
    private readonly Hdf5Dataset texts;
    private readonly Hdf5Dataset genres;

    private MmImdbSource(Hdf5File file, long runBytes)
    {
        this.file = file;
        images = file.Dataset("images");
        texts = file.Dataset("features");
        genres = file.Dataset("genres");
        var ids = file.Dataset("imdb_ids");
        images.Require(Hdf5Kind.Integer, [.. MmImdbFormat.ImageShape]);
        texts.Require(Hdf5Kind.Float, MmImdbFormat.TextValues);
        genres.Require(Hdf5Kind.Integer, MmImdbFormat.Genres.Count);
        ids.Require(Hdf5Kind.FixedText);
        var films = images.Shape[0];
        foreach (var other in (Hdf5Dataset[])[texts, genres, ids])
        {
            if (other.Shape[0] != films)
            {
                throw file.Problem(
                    $"has {films} images, but {other.Shape[0]} films in '{other.Name}'; give the file as it was published");
            }
        }

        if (films is 0 or > MostFilms)
        {
            throw file.Problem($"has {films} films, but only 1 to {MostFilms} can be; give the file as it was published");
        }

        Count = (int)films;
        Ids = ids.ReadTexts(0, Count);
        PieceRows = (int)Math.Clamp(images.ChunkShape?[0] ?? 1, 1, films);
        RunRows = (int)Math.Min(Run(PieceRows, runBytes), films);
    }

    /// <summary>The number of films.</summary>
    internal int Count { get; }

    /// <summary>The films' ids in the file's order.</summary>
    internal IReadOnlyList<string> Ids { get; }

    /// <summary>How many films are best read at once, from a multiple of it on: no compressed piece is then unpacked twice.</summary>
    internal int RunRows { get; }

    /// <summary>How many films one piece of the file spans: to read one of them is to unpack them all.</summary>
    internal int PieceRows { get; }

    /// <summary>The memory that a run takes, with that of a piece: as it is packed, unpacked, and with its bytes sorted.</summary>
    internal long RunMemory => (RunRows * RowBytes) + (3 * (images.ChunkShape?.Aggregate((long)images.ElementBytes, (a, b) => a * b) ?? 0));

    /// <summary>The file.</summary>
    internal string Path => file.Path;

    /// <summary>Opens a file.</summary>
    /// <param name="path"><c>multimodal_imdb.hdf5</c>.</param>
    /// <param name="runBytes">How much of the images is held in memory where the file's pieces allow it.</param>
    /// <exception cref="InvalidFileException">It is absent, truncated, or not of the published format.</exception>
    internal static MmImdbSource Open(string path, long runBytes = UsualRunBytes)
    {
        var opened = Hdf5File.Open(path);
        try
        {
            return new MmImdbSource(opened, runBytes);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads films.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">Receives them.</param>
    /// <exception cref="InvalidFileException">The file is damaged there.</exception>
    internal void Read(int first, int count, MmImdbRows rows)
    {
        images.Read(first, count, rows.Images(0, count));
        texts.Read(first, count, rows.Texts(0, count));
        genres.Read(first, count, rows.Genres(0, count));
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static long Run(long piece, long bytes)
    {
        var wanted = Math.Max(bytes / RowBytes, 1);
        return piece <= wanted ? wanted / piece * piece : piece <= MostRunBytes / RowBytes ? piece : wanted;
    }
}
