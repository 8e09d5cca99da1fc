namespace Weft.Data.MmImdb;

/// <summary>What MM-IMDB is, as published (BM-NAS specification 3.1).</summary>
public static class MmImdbFormat
{
    /// <summary>The task's name.</summary>
    public const string Task = "mmimdb";

    /// <summary>Values of a film's text: the mean of its plot's word vectors.</summary>
    public const int TextValues = 300;

    /// <summary>The published number of films in train, dev and test together.</summary>
    public const int PublishedFilms = 25_959;

    internal const int Planes = 3;
    internal const int Height = 256;
    internal const int Width = 160;
    internal const int PlanePixels = Height * Width;
    internal const int ImagePixels = Planes * PlanePixels;

    /// <summary>The genres, the most frequent first: the order of labels.</summary>
    public static IReadOnlyList<string> Genres { get; } =
    [
        "Drama", "Comedy", "Romance", "Thriller", "Crime", "Action", "Adventure", "Horror", "Documentary", "Mystery", "Sci-Fi", "Fantasy",
        "Family", "Biography", "War", "History", "Music", "Animation", "Musical", "Western", "Sport", "Short", "Film-Noir",
    ];

    /// <summary>The shape of a poster: planes of blue, green and red.</summary>
    public static IReadOnlyList<long> ImageShape { get; } = [Planes, Height, Width];

    /// <summary>
    /// What is added to the published values so that they fit a byte: the published values are a pixel less the mean of its plane (103.939,
    /// 116.779, 123.68), cut to a whole number, so that the means without their fractions give 0 to 254.
    /// </summary>
    internal static ReadOnlySpan<byte> Offsets => [103, 116, 123];

    /// <summary>The published number of films of a split.</summary>
    public static int Published(Split split) => split switch
    {
        Split.Train => 15_552,
        Split.Dev => 2_608,
        _ => 7_799,
    };
}
