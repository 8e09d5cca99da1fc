using Weft.Torch;

namespace Weft.Data.Ntu;

/// <summary>All that decides what a prepared NTU RGB+D contains: the sources and the settings.</summary>
public sealed record NtuRecipe
{
    /// <summary>The folder of videos, <c>S001C001P001R001A001_rgb.avi</c> and so on.</summary>
    public required string Videos { get; init; }

    /// <summary>The folder of skeletons, <c>S001C001P001R001A001.skeleton</c> and so on.</summary>
    public required string Skeletons { get; init; }

    /// <summary>
    /// A text file with the names of clips that are left out, one to a line, such as the official list of missing skeletons; null for none.
    /// </summary>
    public string? BadList { get; init; }

    /// <summary>
    /// Whether the original videos are read whenever clips are, from where they are now; otherwise small ones are made of them.
    /// </summary>
    public bool Straight { get; init; }

    /// <summary>Width and height of the frames that networks are given; even, 16 to 1,024. Default 256.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Whose clips train. Default <see cref="NtuTrainSubjects.All"/>.</summary>
    public NtuTrainSubjects TrainSubjects { get; init; }

    /// <summary>
    /// Whose rules hold when clips are read. Default <see cref="Compatibility.Sound"/>; published weights were trained by those of
    /// <see cref="Compatibility.Reference"/>: the last slot black, blue before red with statistics for red before blue, an absent second
    /// body at minus the origin.
    /// </summary>
    public Compatibility Compatibility { get; init; } = Compatibility.Sound;

    /// <summary>How many clips are worked on at once, 1 to 64. Default 2. It changes nothing of what is made.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>Checks the settings that can be judged without opening a source.</summary>
    /// <exception cref="UsageException">A setting is out of range.</exception>
    public void Check()
    {
        Require(!string.IsNullOrWhiteSpace(Videos), "videos is empty, but a folder is needed");
        Require(!string.IsNullOrWhiteSpace(Skeletons), "skeletons is empty, but a folder is needed");
        Require(CanBeSize(Size), $"size is {Size}, but it is even and lies from 16 to 1024");
        Require(Jobs is >= 1 and <= 64, $"jobs is {Jobs}, but it lies from 1 to 64");
        Require(Enum.IsDefined(TrainSubjects), $"train subjects is {(int)TrainSubjects}, but it is all, bmnas or mfas");
        Require(Enum.IsDefined(Compatibility), $"compatibility is {(int)Compatibility}, but it is sound or reference");
    }

    internal static bool CanBeSize(int size) => size is >= 16 and <= 1024 && size % 2 == 0;

    private static void Require(bool met, string otherwise)
    {
        if (!met)
        {
            throw new UsageException($"The NTU RGB+D recipe's {otherwise}.");
        }
    }
}
