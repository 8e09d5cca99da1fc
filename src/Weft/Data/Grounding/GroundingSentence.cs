namespace Weft.Data.Grounding;

/// <summary>The box that a sentence means: its corner and size in pixels, as annotations have it.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct MeantBox(double X, double Y, double Width, double Height)
{
    /// <summary>The box as x1 y1 x2 y2, where x2 is x + width as published.</summary>
    public float[] Corners => [(float)X, (float)Y, (float)(X + Width), (float)(Y + Height)];
}

/// <summary>A sentence that means one box of one image.</summary>
/// <param name="Tokens">Its words.</param>
/// <param name="FileName">The image's file name; empty where there is none.</param>
/// <param name="ImageId">The image, by which its regions are found.</param>
/// <param name="Split">Its part of the data: one of <see cref="GroundingSplits.All"/>.</param>
/// <param name="Box">The box that is meant.</param>
/// <param name="Name">The name of the category; empty where there is none.</param>
/// <param name="Height">The image's height in pixels; null where it is not known.</param>
/// <param name="Width">The image's width in pixels; null where it is not known.</param>
public sealed record GroundingSentence(
    IReadOnlyList<string> Tokens, string FileName, long ImageId, string Split, MeantBox Box, string Name, double? Height, double? Width)
{
    /// <summary>Height and width of the image; null where one of them is not known, and boxes are then not clipped.</summary>
    public (float Height, float Width)? ImageSize => Height is { } height && Width is { } width ? ((float)height, (float)width) : null;
}

/// <summary>The parts of a grounding data set.</summary>
public static class GroundingSplits
{
    /// <summary>All names, in the order in which words are counted: train, val, testA (people), testB (other things), test.</summary>
    public static IReadOnlyList<string> All { get; } = ["train", "val", "testA", "testB", "test"];
}
