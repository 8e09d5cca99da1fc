using System.Runtime.InteropServices;

namespace Weft.Torch.Native;

/// <summary>The tags of weft_value in native/weft.h.</summary>
internal enum ValueTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 8,
    Device = 9,
    Generator = 10,
    OptionalTensors = 11,
    Bools = 12,
}

/// <summary>weft_value of native/weft.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)]
    internal int Tag;
    [FieldOffset(4)]
    internal int Count;
    [FieldOffset(8)]
    internal long Integer;
    [FieldOffset(8)]
    internal double Real;
    [FieldOffset(8)]
    internal nint Pointer;
}

/// <summary>weft_tensor_info of native/weft.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTensorInfo
{
    internal int DType;
    internal int Rank;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int RequiresGrad;
    internal int IsContiguous;
    internal long Elements;
    internal nint Data;
}

/// <summary>weft_adam_settings of native/weft.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeAdamSettings
{
    internal long Step;
    internal double Rate;
    internal double Beta1;
    internal double Beta2;
    internal double Eps;
    internal double WeightDecay;
    internal int Decoupled;
}
