namespace Weft.Torch.Modules;

/// <summary>A table of rows, picked by index: words to vectors.</summary>
public sealed class Embedding : Layer
{
    private readonly long paddingIndex;

    /// <summary>Creates the table with normal numbers (mean 0, deviation 1), as PyTorch does.</summary>
    /// <param name="rows">How many indices there are.</param>
    /// <param name="width">Size of one row.</param>
    /// <param name="generator">Draws the initial values.</param>
    /// <param name="paddingIndex">A row that begins as zero and gets no gradient; null for none.</param>
    /// <exception cref="UsageException">The table has no such row.</exception>
    public Embedding(long rows, long width, Generator generator, long? paddingIndex = null)
    {
        if (paddingIndex is { } index && (index < 0 || index >= rows))
        {
            throw new UsageException($"An embedding of {rows} rows has no row {index} for padding.");
        }

        this.paddingIndex = paddingIndex ?? -1;
        var table = Tensor.RandomNormal([rows, width], generator);
        if (paddingIndex is { } padding)
        {
            table.Select(0, padding).Zero();
        }

        Weight = AddParameter("weight", table);
    }

    /// <summary>[rows, width].</summary>
    public Tensor Weight { get; }

    /// <summary>Int64 indices of any shape [...] to [..., width].</summary>
    /// <exception cref="TorchException">An index is outside the table.</exception>
    public override Tensor Forward(Tensor input) => input.Embedding(Weight, paddingIndex);
}
