using System.Text;
using Weft.Encoders;
using Weft.Tasks;
using Weft.Torch.Files;

namespace Weft.Data.Features;

/// <summary>The taps (and logits) of one encoder over one split: everything that determines what a cache entry holds.</summary>
/// <param name="Task">The task.</param>
/// <param name="Data">Its data.</param>
/// <param name="Encoder">The trained encoder.</param>
/// <param name="Pooling">How taps are pooled.</param>
/// <param name="Split">The split.</param>
/// <param name="View">0 for the samples as they are; higher numbers for varied and augmented ones, each in its own way.</param>
/// <param name="Half">Whether taps are kept in half precision; views always are.</param>
public sealed record FeatureEntry(ITask Task, ITaskData Data, EncoderFile Encoder, TapPooling Pooling, Split Split, int View = 0, bool Half = false)
{
    private const int FormatVersion = 2;

    /// <summary>The encoder's modality.</summary>
    public Modality Modality => Task.Modalities.First(m => string.Equals(m.Name, Encoder.Modality, StringComparison.Ordinal));

    /// <summary>The number of samples.</summary>
    public int Samples => Data.Count(Split);

    /// <summary>The element type of the taps.</summary>
    public ElementType Type => Half || View > 0 ? ElementType.Float16 : ElementType.Float32;

    /// <summary>The channels of each tap.</summary>
    public IReadOnlyList<int> TapChannels => Shape.TapChannels;

    /// <summary>
    /// Whether what a separate head reads is kept instead of logits: the head is cheap, and may be trained anew without anything being
    /// computed again.
    /// </summary>
    public bool KeepsHeadFeatures => Shape.HasSeparateHead;

    /// <summary>The numbers beside the taps for each sample: logits, or what the head reads.</summary>
    public int Outputs => KeepsHeadFeatures ? TapChannels[^1] : Task.Classes;

    /// <summary>How much disk the entry fills.</summary>
    public long Bytes =>
        Samples * ((TapChannels.Sum(c => (long)c) * Pooling.Length * Type.ByteSize()) + ((long)Outputs * sizeof(float)));

    /// <summary>A hash of all that determines the content: the entry's name.</summary>
    public string Key
    {
        get
        {
            var precision = Half && View == 0 ? "|half" : string.Empty;
            var text = $"v{FormatVersion}|{Data.ContentHash}|{Encoder.Modality}|{Encoder.BodyHash}|{Pooling.Kind}|{Pooling.Length}|{Split}|{View}{precision}";
            return Checksum.OfBytes(Encoding.UTF8.GetBytes(text))[..32];
        }
    }

    private EncoderShape Shape => EncoderShape.Of(Task, Encoder.Modality, Encoder.Channels);
}
