using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Weft.Search;
using Weft.Tasks;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Encoders;

/// <summary>A trained encoder on disk: one safetensors file whose metadata says what it is and what it was trained on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Task">The task.</param>
/// <param name="Modality">The modality.</param>
/// <param name="Channels">Its width.</param>
/// <param name="DataHash">Hash of the data it was trained on.</param>
/// <param name="DevMetric">The metric on dev.</param>
/// <param name="Recipe">How it was trained: rules, seed and settings in one line.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="BodyHash">A hash of all weights but those of a separate head: what caches are keyed by.</param>
public sealed record EncoderFile(
    string Path, string Task, string Modality, int Channels, string DataHash, double DevMetric, string Recipe, string Hash, string BodyHash)
{
    /// <summary>Writes a trained encoder, atomically.</summary>
    public static EncoderFile Save(
        string path, Encoder encoder, string task, string modality, int channels, string dataHash, double devMetric, string recipe)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = "encoder",
            ["task"] = task,
            ["modality"] = modality,
            ["channels"] = channels.ToString(CultureInfo.InvariantCulture),
            ["data"] = dataHash,
            ["dev"] = devMetric.ToString("R", CultureInfo.InvariantCulture),
            ["recipe"] = recipe,
            ["body"] = HashOfBody(encoder),
        };
        TensorFile.SaveSafeTensors(path, encoder.State(), metadata);
        return Open(path);
    }

    /// <summary>Reads what a file says of itself.</summary>
    /// <exception cref="InvalidFileException">It is no encoder's file.</exception>
    public static EncoderFile Open(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        var m = file.Metadata;
        string Get(string key) => m.TryGetValue(key, out var value)
            ? value
            : throw new InvalidFileException(path, $"is not an encoder that Weft trained: its metadata lacks '{key}'.");
        try
        {
            var hash = Checksum.OfFile(path);
            return new EncoderFile(
                path,
                Get("task"),
                Get("modality"),
                int.Parse(Get("channels"), CultureInfo.InvariantCulture),
                Get("data"),
                double.Parse(Get("dev"), CultureInfo.InvariantCulture),
                Get("recipe"),
                hash,
                m.GetValueOrDefault("body", hash));
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new InvalidFileException(path, "has metadata that is no number where one belongs; train the encoder again.", error);
        }
    }

    /// <summary>Builds the encoder with the file's weights, in evaluation mode and frozen.</summary>
    /// <param name="task">Builds it.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="dropout">Its dropout, should it train on; 0.</param>
    /// <param name="random">Draws its masks, should it train on; must live as long as the encoder then.</param>
    public Encoder Load(ITask task, Device device, double dropout = 0, NetworkRandom? random = null)
    {
        using var fresh = random is null ? new NetworkRandom(0) : null;
        using var scope = new TensorScope();
        var encoder = task.BuildEncoder(Modality, Channels, dropout, random ?? fresh!);
        encoder.LoadState(TensorFile.LoadSafeTensors(Path));
        encoder.MoveTo(device);
        encoder.Eval();
        encoder.RequireGradients(false);
        return encoder;
    }

    private static string HashOfBody(Encoder encoder)
    {
        using var scope = new TensorScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = encoder.HeadParts();
        foreach (var (name, tensor) in encoder.State().Where(s => !head.Contains(s.Key.Split('.')[0])).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} [{string.Join(", ", tensor.Shape)}]\n"));
            hash.AppendData(tensor.Detach().To(Device.Cpu).Contiguous().AsBytes());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
