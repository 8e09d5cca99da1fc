using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>One of MNIST's two parts.</summary>
/// <param name="Images">Pixels from 0 (paper) to 255 (ink), `[count, 784]`.</param>
/// <param name="Labels">The digits, `[count]`, 0 to 9.</param>
public sealed record MnistPart(byte[] Images, byte[] Labels)
{
    /// <summary>Pixels of an image: 28 · 28.</summary>
    public const int Pixels = 784;

    /// <summary>How many images there are.</summary>
    public int Count => Labels.Length;
}

/// <summary>Finds and reads MNIST's four IDX files, as they are or compressed by gzip.</summary>
public static class MnistFiles
{
    /// <summary>The four files without their `.gz`: train images and labels, test images and labels.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Reads the training part (60,000 images in the published set).</summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <exception cref="InvalidFileException">A file is absent, damaged, or not what its name says.</exception>
    public static MnistPart ReadTrain(string folder) => Read(Find(folder, Names[0]), Find(folder, Names[1]));

    /// <summary>Reads the test part (10,000 images in the published set).</summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <exception cref="InvalidFileException">A file is absent, damaged, or not what its name says.</exception>
    public static MnistPart ReadTest(string folder) => Read(Find(folder, Names[2]), Find(folder, Names[3]));

    /// <summary>The path of one of the four files: raw or `.gz`, also with a dot before `idx` as some copies have it.</summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="InvalidFileException">There is no such file.</exception>
    public static string Find(string folder, string name)
    {
        foreach (var stem in (ReadOnlySpan<string>)[name, name.Replace("-idx", ".idx", StringComparison.Ordinal)])
        {
            foreach (var ending in (ReadOnlySpan<string>)["", ".gz"])
            {
                var path = Path.Combine(folder, stem + ending);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        throw new InvalidFileException(folder, $"holds neither {name} nor {name}.gz; get MNIST with eng/fetch-mnist.sh");
    }

    private static MnistPart Read(string imagePath, string labelPath)
    {
        var images = IdxFile.Read(imagePath);
        var labels = IdxFile.Read(labelPath);
        if (images.Shape is not [_, 28, 28])
        {
            throw new InvalidFileException(
                imagePath, $"holds [{string.Join(", ", images.Shape)}] values, but images of MNIST are [count, 28, 28]");
        }

        if (labels.Shape is not [var count] || count != images.Shape[0])
        {
            throw new InvalidFileException(
                labelPath,
                $"holds [{string.Join(", ", labels.Shape)}] labels, but {Path.GetFileName(imagePath)} holds {images.Shape[0]} images");
        }

        var odd = labels.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        return odd < 0
            ? new MnistPart(images.Data, labels.Data)
            : throw new InvalidFileException(labelPath, $"has the label {labels.Data[odd]} at index {odd}, which is not a digit");
    }
}
