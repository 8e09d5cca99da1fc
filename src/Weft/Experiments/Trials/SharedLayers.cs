using System.Globalization;
using Weft.Mfas;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Experiments.Trials;

/// <summary>
/// Weights that networks of a search share (MFAS specification 1.6), kept in a file for each trial they come from, so that a trial that is
/// trained again after a kill begins with the weights it began with.
/// </summary>
/// <param name="folder">Where the files are.</param>
public sealed class SharedLayers(string folder) : IDisposable
{
    private const string Suffix = ".safetensors";
    private const int Kept = 2;

    private readonly SharedWeights weights = new();
    private long current = -1;

    /// <summary>Takes up what the trials before one left.</summary>
    /// <param name="trial">The trial's number.</param>
    public void ReadBefore(long trial)
    {
        var newest = Numbers().Where(n => n < trial).DefaultIfEmpty(0).Max();
        if (newest == current)
        {
            return;
        }

        using var scope = new TensorScope();
        weights.LoadState(newest == 0 ? new Dictionary<string, Tensor>(StringComparer.Ordinal) : TensorFile.LoadSafeTensors(PathOf(newest)));
        current = newest;
    }

    /// <summary>Gives a network the layers whose keys it has.</summary>
    public void Load(FusionNetwork network) => weights.Load((MfasNetwork)network);

    /// <summary>Takes a network's layers; the last writer of a key wins.</summary>
    public void Store(FusionNetwork network) => weights.Store((MfasNetwork)network);

    /// <summary>Keeps the weights as they are after a trial.</summary>
    /// <param name="trial">The trial's number.</param>
    public void Write(long trial)
    {
        Directory.CreateDirectory(folder);
        TensorFile.SaveSafeTensors(PathOf(trial), weights.State());
        current = trial;
        foreach (var old in Numbers().Order().SkipLast(Kept))
        {
            File.Delete(PathOf(old));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();

    private string PathOf(long trial) => Path.Combine(folder, trial.ToString(CultureInfo.InvariantCulture) + Suffix);

    private IEnumerable<long> Numbers() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*" + Suffix)
            .Select(f => long.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(n => n > 0)];
}
