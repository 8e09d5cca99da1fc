namespace Weft.Torch.Files;

/// <summary>Between tensors and files. Bits are kept: nothing is converted, and not-a-numbers keep their payloads.</summary>
public static class TensorFile
{
    /// <summary>Writes tensors to a .safetensors file, atomically; the same tensors always give the same bytes.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Tensors by name, on any device, recorded for gradients or not.</param>
    /// <param name="metadata">Texts about the file; null for none.</param>
    /// <exception cref="WeftException">The file cannot be written; what was there before is untouched.</exception>
    /// <exception cref="OverflowException">A tensor has more than 2 GiB.</exception>
    public static void SaveSafeTensors(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensorsFile.Write(path, tensors.ToDictionary(t => t.Key, t => t.Value.ToNdArray(), StringComparer.Ordinal), metadata);

    /// <summary>Reads all tensors of a .safetensors file to the CPU. They belong to the current scope.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, or holds a tensor of more than 2 GiB.</exception>
    public static Dictionary<string, Tensor> LoadSafeTensors(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        using var scope = new TensorScope();
        var tensors = file.Names.ToDictionary(name => name, name => file.Read(name).ToTensor(), StringComparer.Ordinal);

        // Handed on only now: a file whose last tensor is damaged leaves none behind.
        foreach (var tensor in tensors.Values)
        {
            scope.Keep(tensor);
        }

        return tensors;
    }

    /// <summary>A copy of a tensor's elements, from any device and in C order, that no longer depends on the tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="OverflowException">The tensor has more than 2 GiB.</exception>
    public static NdArray ToNdArray(this Tensor tensor)
    {
        using var scope = new TensorScope();
        var host = tensor.Detach().To(Device.Cpu).Contiguous();
        return new NdArray(host.DType.ToElementType(), host.AsBytes().ToArray(), host.Shape);
    }

    /// <summary>An array copied into a new CPU tensor, which belongs to the current scope.</summary>
    /// <param name="array">The array; without axes it becomes a tensor without dimensions.</param>
    public static Tensor ToTensor(this NdArray array)
    {
        var tensor = Tensor.Empty([.. array.Shape], array.Type.ToDType());
        array.Bytes.Span.CopyTo(tensor.AsBytes());
        return tensor;
    }

    /// <summary>The tensors' name of a files' element type.</summary>
    /// <param name="type">The files' name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static DType ToDType(this ElementType type) => type switch
    {
        ElementType.Bool => DType.Bool,
        ElementType.UInt8 => DType.UInt8,
        ElementType.Int8 => DType.Int8,
        ElementType.Int16 => DType.Int16,
        ElementType.Int32 => DType.Int32,
        ElementType.Int64 => DType.Int64,
        ElementType.Float16 => DType.Float16,
        ElementType.BFloat16 => DType.BFloat16,
        ElementType.Float32 => DType.Float32,
        ElementType.Float64 => DType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown element type"),
    };

    /// <summary>The files' name of a tensors' element type.</summary>
    /// <param name="dtype">The tensors' name.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static ElementType ToElementType(this DType dtype) => dtype switch
    {
        DType.Bool => ElementType.Bool,
        DType.UInt8 => ElementType.UInt8,
        DType.Int8 => ElementType.Int8,
        DType.Int16 => ElementType.Int16,
        DType.Int32 => ElementType.Int32,
        DType.Int64 => ElementType.Int64,
        DType.Float16 => ElementType.Float16,
        DType.BFloat16 => ElementType.BFloat16,
        DType.Float32 => ElementType.Float32,
        DType.Float64 => ElementType.Float64,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "unknown element type"),
    };
}
