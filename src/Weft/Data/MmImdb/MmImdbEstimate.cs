using System.Diagnostics;
using System.Security.Cryptography;
using Weft.Data.Formats;
using Weft.Data.Prepared;

namespace Weft.Data.MmImdb;

/// <summary>What a preparation will take, by the first films and the digests of what they become.</summary>
internal static class MmImdbEstimate
{
    private const int MostFilms = 64;

    // The manifest, lists of ids and headers of files.
    private const long Overhead = 1 << 20;

    // The program itself, with the lists of films.
    private const long ProgramBytes = 100_000_000;

    /// <summary>Tries the first films; takes well below a second.</summary>
    internal static WorkEstimate Of(MmImdbSource source, MmImdbPlan plan)
    {
        var films = Math.Min(Math.Min(MostFilms, source.RunRows), source.Count);
        var rows = new MmImdbRows(films);
        var (image, labels) = (new byte[MmImdbFormat.ImagePixels], new byte[MmImdbFormat.Genres.Count]);
        var began = Stopwatch.GetTimestamp();
        source.Read(0, films, rows);

        // Pieces that reach beyond these films were unpacked whole.
        var unpacked = Math.Min((films + source.PieceRows - 1) / source.PieceRows * source.PieceRows, source.Count);
        var reading = Stopwatch.GetElapsedTime(began) / unpacked;
        began = Stopwatch.GetTimestamp();
        for (var i = 0; i < films; i++)
        {
            _ = MmImdbFilm.Convert(rows, i, image, labels);
        }

        var film = reading + (Stopwatch.GetElapsedTime(began) / films);
        began = Stopwatch.GetTimestamp();
        for (var i = 0; i < films; i++)
        {
            _ = SHA256.HashData(image);
        }

        var digestOfByte = Stopwatch.GetElapsedTime(began) / films / image.Length;
        long filmBytes = image.Length + labels.Length + (MmImdbFormat.TextValues * sizeof(float));
        var bytes = (plan.Films * filmBytes) + Overhead;
        var read = FileLength.Of(new FileInfo(source.Path));
        return new WorkEstimate(bytes, (film * source.Count) + (digestOfByte * (bytes + read)), source.RunMemory + ProgramBytes);
    }
}
