namespace Weft.Data.MmImdb;

/// <summary>One film's way from published values to what is stored.</summary>
internal static class MmImdbFilm
{
    /// <summary>What is wrong with a film; null if it can be used, and then its values were converted.</summary>
    /// <param name="rows">Some films.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="image">Receives the poster's bytes.</param>
    /// <param name="labels">Receives the truth values of genres.</param>
    internal static string? Convert(MmImdbRows rows, int index, Span<byte> image, Span<byte> labels)
    {
        var genres = rows.Genres(index, 1);
        if (genres.ContainsAnyExceptInRange(0, 1))
        {
            return "has a genre that is neither 0 nor 1";
        }

        if (!genres.Contains(1))
        {
            return "has no genre";
        }

        foreach (var value in rows.Texts(index, 1))
        {
            if (!float.IsFinite(value))
            {
                return "has NaN or infinity in its text, as a plot without a known word has";
            }
        }

        for (var plane = 0; plane < MmImdbFormat.Planes; plane++)
        {
            var offset = MmImdbFormat.Offsets[plane];
            var pixels = rows.Images(index, 1).Slice(plane * MmImdbFormat.PlanePixels, MmImdbFormat.PlanePixels);
            var odd = pixels.IndexOfAnyExceptInRange(-offset, byte.MaxValue - offset);
            if (odd >= 0)
            {
                return $"has {pixels[odd]} in plane {plane} of its image, where only {-offset} to {byte.MaxValue - offset} can be";
            }

            var target = image.Slice(plane * MmImdbFormat.PlanePixels, MmImdbFormat.PlanePixels);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (byte)(pixels[i] + offset);
            }
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)genres[i];
        }

        return null;
    }

    /// <summary>A stored poster as the published values, which is what encoders are given.</summary>
    internal static void ToPublished(ReadOnlySpan<byte> image, Span<float> destination)
    {
        for (var plane = 0; plane < MmImdbFormat.Planes; plane++)
        {
            float offset = MmImdbFormat.Offsets[plane];
            var pixels = image.Slice(plane * MmImdbFormat.PlanePixels, MmImdbFormat.PlanePixels);
            var target = destination.Slice(plane * MmImdbFormat.PlanePixels, MmImdbFormat.PlanePixels);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = pixels[i] - offset;
            }
        }
    }

    /// <summary>A stored poster as a picture: red, green and blue for each pixel, row by row.</summary>
    /// <remarks>
    /// Cutting a pixel's difference from the mean to a whole number went upwards below the mean and downwards above it, so the pixel comes
    /// back exactly, but for one level just above the mean that shares its number with the level below.
    /// </remarks>
    internal static byte[] ToPicture(ReadOnlySpan<byte> image)
    {
        var picture = new byte[MmImdbFormat.ImagePixels];
        for (var plane = 0; plane < MmImdbFormat.Planes; plane++)
        {
            var offset = MmImdbFormat.Offsets[plane];
            var pixels = image.Slice(plane * MmImdbFormat.PlanePixels, MmImdbFormat.PlanePixels);
            for (var i = 0; i < pixels.Length; i++)
            {
                picture[(MmImdbFormat.Planes * i) + MmImdbFormat.Planes - 1 - plane] =
                    (byte)Math.Min(pixels[i] + (pixels[i] > offset ? 1 : 0), byte.MaxValue);
            }
        }

        return picture;
    }
}
