namespace Weft.Data.Clips;

/// <summary>What makes numbers of pixels: (value - mean) / std of each colour (CDAR specification 1.6).</summary>
/// <param name="Mean">Red, green and blue.</param>
/// <param name="Std">Red, green and blue.</param>
public sealed record Normalisation(float[] Mean, float[] Std)
{
    /// <summary>Of TSM on spread frames: 128 and 50.</summary>
    public static Normalisation Tsm { get; } = new([128, 128, 128], [50, 50, 50]);

    /// <summary>To -1 to 1, as of TimeSformer and later TSM: 127.5 and 127.5.</summary>
    public static Normalisation Half { get; } = new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]);

    /// <summary>Of ImageNet, as of I3D.</summary>
    public static Normalisation ImageNet { get; } = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    /// <summary>What each value of a pixel becomes.</summary>
    /// <returns>[3 * 256]: the numbers of red, then green, then blue.</returns>
    public float[] Table()
    {
        var table = new float[FrameStack.Colours * 256];
        for (var i = 0; i < table.Length; i++)
        {
            // As published: by the reciprocal, each step rounded to single precision.
            table[i] = ((i & 255) - Mean[i >> 8]) * (float)(1.0 / Std[i >> 8]);
        }

        return table;
    }
}
