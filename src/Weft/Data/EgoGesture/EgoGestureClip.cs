namespace Weft.Data.EgoGesture;

/// <summary>A clip of the annotation file: a run of frames of one folder, in which one gesture is made.</summary>
/// <param name="Key">Its key in the file, such as <c>Subject02/Scene1/Color/rgb4_39</c>.</param>
/// <param name="Split">Its part of the data set.</param>
/// <param name="Label">The index of its gesture in the file's labels.</param>
/// <param name="Scene">The folder of its scene below the frames, such as <c>Subject02/Scene1</c>.</param>
/// <param name="Take">The number of its folders, such as 4 for <c>Color/rgb4</c> and <c>Depth/depth4</c>.</param>
/// <param name="First">Its first frame's number.</param>
/// <param name="Last">Its last frame's number.</param>
/// <param name="Problem">Why it cannot be used, in which case nothing else counts; null if it can.</param>
public sealed record EgoGestureClip(
    string Key, Split Split, int Label, string Scene, string Take, int First, int Last, string? Problem = null)
{
    /// <summary>How many frames it has.</summary>
    public int Frames => Problem is null ? Last - First + 1 : 0;

    /// <summary>The folder of a modality's frames below all frames.</summary>
    /// <param name="modality">The modality.</param>
    public string Folder(EgoGestureModality modality) => modality.IsDepth ? $"{Scene}/Depth/depth{Take}" : $"{Scene}/Color/rgb{Take}";

    /// <summary>A frame's file name.</summary>
    /// <param name="number">The frame's number.</param>
    public static string FileName(int number) => $"{number:000000}.jpg";

    /// <summary>A clip that cannot be used.</summary>
    internal static EgoGestureClip Bad(string key, string problem) => new(key, default, 0, string.Empty, string.Empty, 0, 0, problem);
}

/// <summary>One of the two modalities.</summary>
/// <param name="Name">Its name in files and settings.</param>
/// <param name="Means">What is subtracted from each channel of a frame, whose values are 0 to 255.</param>
public sealed record EgoGestureModality(string Name, IReadOnlyList<float> Means)
{
    /// <summary>Colour: red, green and blue.</summary>
    public static EgoGestureModality Rgb { get; } = new("rgb", [114.7748f, 107.7354f, 99.475f]);

    /// <summary>Depth as a camera wrote it, grey; its mean is that of red, as published.</summary>
    public static EgoGestureModality Depth { get; } = new("depth", [Rgb.Means[0]]);

    /// <summary>Both, in the order of the taps.</summary>
    public static IReadOnlyList<EgoGestureModality> All { get; } = [Rgb, Depth];

    /// <summary>Channels of a frame.</summary>
    public int Channels => Means.Count;

    /// <summary>Whether it is depth.</summary>
    public bool IsDepth => Channels == 1;
}
