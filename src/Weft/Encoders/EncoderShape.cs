using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Weft.Search;
using Weft.Tasks;

namespace Weft.Encoders;

/// <summary>What is asked of an encoder before it runs. Building a large one draws millions of initial values, so each is built once to be asked.</summary>
/// <param name="TapChannels">The channels of each tap.</param>
/// <param name="HasSeparateHead">Whether the logits depend on the taps alone.</param>
/// <param name="TapsIgnoreMode">Whether taps are the same in train mode as in evaluation mode.</param>
internal sealed record EncoderShape(IReadOnlyList<int> TapChannels, bool HasSeparateHead, bool TapsIgnoreMode)
{
    private static readonly ConditionalWeakTable<ITask, ConcurrentDictionary<(string Modality, int Channels), EncoderShape>> Known = [];

    /// <summary>The shape of a task's encoder of some width.</summary>
    internal static EncoderShape Of(ITask task, string modality, int channels) =>
        Known.GetOrCreateValue(task).GetOrAdd((modality, channels), key => Build(task, key.Modality, key.Channels));

    private static EncoderShape Build(ITask task, string modality, int channels)
    {
        using var random = new NetworkRandom(0);
        using var encoder = task.BuildEncoder(modality, channels, 0, random);
        return new EncoderShape(encoder.TapChannels, encoder.HasSeparateHead, encoder.TapsIgnoreMode);
    }
}
