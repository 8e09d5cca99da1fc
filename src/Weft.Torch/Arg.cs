using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>One argument of an operator; converts from everything that a schema may ask for.</summary>
public readonly struct Arg
{
    private readonly object? reference;
    private readonly long bits;

    private Arg(ValueTag tag, long bits, object? reference = null)
    {
        Tag = tag;
        this.bits = bits;
        this.reference = reference;
    }

    /// <summary>The absent optional argument.</summary>
    public static Arg None => default;

    internal ValueTag Tag { get; }

    internal long Bits => bits;

    internal object? Reference => reference;

    /// <summary>A list in which null stands for "none" (indices).</summary>
    public static Arg OptionalTensors(params Tensor?[] tensors) => new(ValueTag.OptionalTensors, 0, tensors);

    /// <summary>A tensor; null is "none".</summary>
    public static implicit operator Arg(Tensor? tensor) => tensor is null ? None : new(ValueTag.Tensor, 0, tensor);

    /// <summary>An integer.</summary>
    public static implicit operator Arg(long value) => new(ValueTag.Int, value);

    /// <summary>An integer.</summary>
    public static implicit operator Arg(int value) => new(ValueTag.Int, value);

    /// <summary>An optional integer.</summary>
    public static implicit operator Arg(long? value) => value is { } v ? v : None;

    /// <summary>A real number.</summary>
    public static implicit operator Arg(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Arg(bool value) => new(ValueTag.Bool, value ? 1 : 0);

    /// <summary>A list of integers.</summary>
    public static implicit operator Arg(long[]? values) => values is null ? None : new(ValueTag.Ints, 0, values);

    /// <summary>A list of real numbers.</summary>
    public static implicit operator Arg(double[]? values) => values is null ? None : new(ValueTag.Doubles, 0, values);

    /// <summary>A list of truth values.</summary>
    public static implicit operator Arg(bool[]? values) => values is null ? None : new(ValueTag.Bools, 0, values);

    /// <summary>A list of tensors.</summary>
    public static implicit operator Arg(Tensor[] tensors) => new(ValueTag.Tensors, 0, tensors);

    /// <summary>A text.</summary>
    public static implicit operator Arg(string? text) => text is null ? None : new(ValueTag.String, 0, text);

    /// <summary>A device.</summary>
    public static implicit operator Arg(Device device) => new(ValueTag.Device, ((long)device.Type << 32) | (uint)device.Index);

    /// <summary>An element type.</summary>
    public static implicit operator Arg(DType dtype) => new(ValueTag.Int, (long)dtype);

    /// <summary>An optional element type.</summary>
    public static implicit operator Arg(DType? dtype) => dtype is { } d ? d : None;

    /// <summary>A random number generator.</summary>
    public static implicit operator Arg(Generator? generator) => generator is null ? None : new(ValueTag.Generator, 0, generator);
}
