namespace Weft.Data.EgoGesture;

/// <summary>
/// Which frames of a clip a network is given: a run of consecutive ones; a clip that is shorter begins again. BM-NAS specification 3.3.
/// </summary>
/// <param name="Begin">The first frame, counted from 0 within the clip.</param>
/// <param name="Length">How many frames a network takes.</param>
public readonly record struct ClipWindow(int Begin, int Length)
{
    /// <summary>The window in the middle of a clip.</summary>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="length">How many frames a network takes.</param>
    public static ClipWindow Centred(int frames, int length) => new(Math.Max(0, (frames / 2) - (length / 2)), length);

    /// <summary>A window at a random place. The last place of all is never drawn, as published.</summary>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="length">How many frames a network takes.</param>
    /// <param name="random">Draws the place.</param>
    public static ClipWindow Random(int frames, int length, ref ItemRandom random) => new(random.Next(Places(frames, length)), length);

    /// <summary>How many places a random window may begin at.</summary>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="length">How many frames a network takes.</param>
    public static int Places(int frames, int length) => Math.Max(0, frames - length - 1) + 1;

    /// <summary>The frame of the clip, from 0, that is given at a position.</summary>
    /// <param name="position">0 to <see cref="Length"/> - 1.</param>
    /// <param name="frames">Frames of the clip.</param>
    public int Frame(int position, int frames) => Begin + (position % Math.Min(Length, frames - Begin));
}
