using Weft.Encoders.Imported;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Encoders.Clips;

/// <summary>Weights of encoders of clips in files.</summary>
internal static class ClipWeights
{
    private const string Backbone = "backbone.";

    /// <summary>Copies weights into an encoder.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="path">An imported file, or the network that a run kept, of which the encoder is a part.</param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, damaged or of another encoder, or its tensors are others; nothing was copied then.
    /// </exception>
    internal static void Load(ClipEncoder encoder, string name, string path)
    {
        using var scope = new TensorScope();
        bool isChecked;
        using (var file = SafeTensorsFile.Open(path))
        {
            isChecked = file.Metadata.ContainsKey("encoder");
            if (file.Metadata.TryGetValue("encoder", out var other) && !string.Equals(other, name, StringComparison.Ordinal))
            {
                throw new InvalidFileException(
                    path, $"holds weights of the encoder {other}, not of {name}; import the file with --encoder {name}.");
            }
        }

        var tensors = TensorFile.LoadSafeTensors(path);
        var inner = tensors.Where(t => t.Key.StartsWith(Backbone, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[Backbone.Length..], t => t.Value, StringComparer.Ordinal);
        var state = inner.Count > 0 ? inner : tensors;
        if (isChecked)
        {
            // What the import found to be dispensable (blocks that networks of pictures lack) keeps its initial values.
            foreach (var (tensor, own) in encoder.State())
            {
                if (PublishedRule.All.TryGetValue(name, out var rule) && rule.IsOptional(tensor))
                {
                    state.TryAdd(tensor, own);
                }
            }
        }

        try
        {
            encoder.LoadState(state);
        }
        catch (WeftException error) when (error is not InvalidFileException)
        {
            throw new InvalidFileException(path, $"does not fit the encoder {name}: {error.Message}", error);
        }
    }
}
