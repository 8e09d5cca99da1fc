using System.Globalization;
using Weft.Torch;
using Weft.Torch.Files;
using Weft.Torch.Modules;

namespace Weft.Training;

/// <summary>
/// The weights of a training's best epoch, in files beside its checkpoints instead of in each of them: a network of 60 million numbers is
/// 240 MB. A checkpoint names its best epoch; the three newest files are kept, since the newest may be newer than the newest checkpoint, and
/// that one may be damaged.
/// </summary>
/// <param name="folder">The folder; made when first needed.</param>
public sealed class BestWeights(string folder)
{
    private const string Prefix = "epoch-";
    private const string Suffix = ".safetensors";
    private const string SumSuffix = ".sha256";
    private const int Kept = 3;

    /// <summary>Writes an epoch's weights.</summary>
    /// <param name="epoch">1-based.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="WeftException">The file cannot be written.</exception>
    public void Save(int epoch, Module network)
    {
        Directory.CreateDirectory(folder);
        TensorFile.SaveSafeTensors(PathOf(epoch), network.State());
        AtomicFile.WriteAllText(PathOf(epoch) + SumSuffix, Checksum.OfFile(PathOf(epoch)));
        foreach (var old in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix).Order(StringComparer.Ordinal).SkipLast(Kept).ToList())
        {
            File.Delete(old);
            File.Delete(old + SumSuffix);
        }
    }

    /// <summary>Reads an epoch's weights into the network.</summary>
    /// <param name="epoch">1-based.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="WeftException">The file is absent or damaged.</exception>
    public void Load(int epoch, Module network)
    {
        var path = PathOf(epoch);
        var sum = path + SumSuffix;
        if (!File.Exists(sum) || !string.Equals(File.ReadAllText(sum), Checksum.OfFile(path), StringComparison.Ordinal))
        {
            throw new InvalidFileException(path, "is not what the training wrote; begin another run.");
        }

        using var scope = new TensorScope();
        network.LoadState(TensorFile.LoadSafeTensors(path));
    }

    /// <summary>Deletes all files: the training is done.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string PathOf(int epoch) => Path.Combine(folder, $"{Prefix}{epoch.ToString("D6", CultureInfo.InvariantCulture)}{Suffix}");
}
