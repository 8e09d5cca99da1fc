namespace Weft.Torch.Files;

/// <summary>Between tensors and files. Bits are kept: nothing is converted.</summary>
public static class TensorFile
{
    /// <summary>Writes tensors to a safetensors file, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors by name, on any device.</param>
    /// <param name="metadata">Text by name, or null.</param>
    public static void SaveSafeTensors(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = new TensorScope();
        SafeTensorsFile.Write(path, tensors.ToDictionary(t => t.Key, t => t.Value.ToNdArray(), StringComparer.Ordinal), metadata);
    }

    /// <summary>Reads all tensors of a safetensors file. They belong to the current scope.</summary>
    /// <exception cref="InvalidFileException">The file is not what it claims to be.</exception>
    public static Dictionary<string, Tensor> LoadSafeTensors(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        return file.Names.ToDictionary(name => name, name => file.Read(name).ToTensor(), StringComparer.Ordinal);
    }

    /// <summary>A tensor's elements as an array of its own.</summary>
    public static NdArray ToNdArray(this Tensor tensor)
    {
        using var scope = new TensorScope();
        var host = tensor.Detach().To(Device.Cpu).Contiguous();
        return new NdArray(host.DType.ToElementType(), host.AsBytes().ToArray(), host.Shape);
    }

    /// <summary>An array copied into a new CPU tensor.</summary>
    public static Tensor ToTensor(this NdArray array)
    {
        var tensor = Tensor.Empty([.. array.Shape], array.Type.ToDType());
        array.Bytes.Span.CopyTo(tensor.AsBytes());
        return tensor;
    }

    /// <summary>The tensor element type of a file's.</summary>
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

    /// <summary>The file element type of a tensor's.</summary>
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
