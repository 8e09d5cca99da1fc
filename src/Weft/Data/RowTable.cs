using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data;

/// <summary>Rows of equal shape that are read by index: an array in memory, or a part of a mapped file.</summary>
public sealed class RowTable : IDisposable
{
    private readonly NdArray? array;
    private readonly NpyFile? file;
    private readonly int rowBytes;

    /// <summary>A table over an array; its first dimension counts the rows.</summary>
    public RowTable(NdArray array)
    {
        this.array = array;
        Type = array.Type;
        Count = checked((int)array.Shape[0]);
        RowShape = [.. array.Shape[1..]];
        rowBytes = Count == 0 ? 0 : array.Bytes.Length / Count;
    }

    /// <summary>A table over a mapped file, which it then owns.</summary>
    public RowTable(NpyFile file)
    {
        this.file = file;
        Type = file.Type;
        Count = checked((int)file.RowCount);
        RowShape = [.. file.Shape[1..]];
        rowBytes = checked((int)file.RowBytes);
    }

    /// <summary>The element type.</summary>
    public ElementType Type { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The shape of a row.</summary>
    public IReadOnlyList<long> RowShape { get; }

    /// <summary>One row's bytes.</summary>
    public ReadOnlySpan<byte> Row(int index) =>
        file is not null ? file.Row(index) : array!.Bytes.Span.Slice(index * rowBytes, rowBytes);

    /// <summary>Chosen rows as a new tensor [rows, row shape]. May be called on any thread.</summary>
    public Tensor Gather(ReadOnlySpan<int> indices)
    {
        var tensor = Tensor.Empty([indices.Length, .. RowShape], Type.ToDType());
        var bytes = tensor.AsBytes();
        for (var i = 0; i < indices.Length; i++)
        {
            Row(indices[i]).CopyTo(bytes.Slice(i * rowBytes, rowBytes));
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();
}
