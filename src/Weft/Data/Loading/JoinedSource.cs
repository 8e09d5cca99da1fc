using Weft.Torch;

namespace Weft.Data.Loading;

/// <summary>Several sources of the same samples as one: their inputs side by side, the labels of the first.</summary>
/// <param name="sources">One or more, such as one for each modality.</param>
public sealed class JoinedSource(IReadOnlyList<IBatchSource> sources) : IBatchSource
{
    /// <inheritdoc/>
    public int Count => sources[0].Count;

    /// <inheritdoc/>
    public Batch Load(int epoch, ReadOnlySpan<int> indices)
    {
        var inputs = new List<Tensor>();
        Tensor? labels = null;
        foreach (var source in sources)
        {
            var batch = source.Load(epoch, indices);
            inputs.AddRange(batch.Inputs);
            if (labels is null)
            {
                labels = batch.Labels;
            }
            else
            {
                batch.Labels.Dispose();
            }
        }

        return new Batch([.. inputs], labels!);
    }
}
