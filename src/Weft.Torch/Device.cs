using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Torch;

/// <summary>Where a tensor lives: the CPU, or a CUDA device by number.</summary>
/// <param name="Type">The kind of device, by libtorch's number: 0 CPU, 1 CUDA.</param>
/// <param name="Index">Which of them; -1 is the current one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Device(int Type, int Index)
{
    /// <summary>The CPU.</summary>
    public static Device Cpu { get; } = new(0, -1);

    /// <summary>True on the CPU.</summary>
    public bool IsCpu => Type == 0;

    /// <summary>A CUDA device.</summary>
    /// <param name="index">Which one.</param>
    public static Device Cuda(int index = 0) => new(1, index);

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="UsageException">The text is none of these.</exception>
    public static Device Parse(string text)
    {
        if (string.Equals(text, "cpu", StringComparison.Ordinal))
        {
            return Cpu;
        }

        if (string.Equals(text, "cuda", StringComparison.Ordinal))
        {
            return Cuda();
        }

        return text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? Cuda(index)
            : throw new UsageException($"'{text}' is no device: use cpu, cuda or cuda:N.");
    }

    /// <inheritdoc/>
    public override string ToString() => IsCpu ? "cpu" : Index < 0 ? "cuda" : $"cuda:{Index}";
}
