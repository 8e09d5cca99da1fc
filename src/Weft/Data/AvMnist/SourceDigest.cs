using System.Text;
using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>SHA-256 of the sources of a preparation.</summary>
public static class SourceDigest
{
    /// <summary>
    /// The SHA-256 of a source of sounds: of the zip file, or for a folder of the lines `{sha256} {name}` of its files in ordinal order of
    /// their names, as `sha256sum` prints them.
    /// </summary>
    /// <param name="path">A folder or zip file as <see cref="SoundFolder.Open"/> takes it.</param>
    /// <exception cref="InvalidFileException">A file cannot be read.</exception>
    public static string OfSounds(string path)
    {
        var folder = SoundFolder.Open(path);
        if (File.Exists(folder.Path))
        {
            return Checksum.OfFile(folder.Path);
        }

        var lines = new StringBuilder();
        foreach (var name in folder.Names)
        {
            lines.Append(Checksum.OfFile(Path.Combine(folder.Path, name))).Append("  ").Append(name).Append('\n');
        }

        return Checksum.OfBytes(Encoding.UTF8.GetBytes(lines.ToString()));
    }

    /// <summary>The digests of all sources of a recipe, by role: `mnist/{file}`, `speech`, `noise`, `noise/index`.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="speech">The folder or zip file of the recordings.</param>
    /// <exception cref="InvalidFileException">A source is absent or cannot be read.</exception>
    internal static SortedDictionary<string, string> OfRecipe(AvMnistRecipe recipe, string speech)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in MnistFiles.Names)
        {
            digests.Add("mnist/" + name, Checksum.OfFile(MnistFiles.Find(recipe.Mnist, name)));
        }

        digests.Add("speech", OfSounds(speech));
        if (recipe.Noise is not (NoiseSource.None or NoiseSource.Synthetic))
        {
            digests.Add("noise", OfSounds(recipe.Noise));
            if (ClipIndex.Open(SoundFolder.Open(recipe.Noise)).Path is { } index)
            {
                digests.Add("noise/index", Checksum.OfFile(index));
            }
        }

        return digests;
    }
}
