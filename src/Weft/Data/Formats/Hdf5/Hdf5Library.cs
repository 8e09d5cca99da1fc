using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Torch;

namespace Weft.Data.Formats.Hdf5;

/// <summary>
/// The system's HDF5 library: loaded once, told to print nothing and to load no plugins. It is not made for several threads, so every call
/// happens under <see cref="Gate"/>.
/// </summary>
internal static class Hdf5Library
{
    /// <summary>The Debian package that has it.</summary>
    internal const string Package = "libhdf5-103-1";

    private const int ExternalLink = 64;

    private static readonly string[] OrdinaryNumbers =
    [
        "STD_I8", "STD_I16", "STD_I32", "STD_I64", "STD_U8", "STD_U16", "STD_U32", "STD_U64", "IEEE_F32", "IEEE_F64",
    ];

    private static readonly Lazy<(long Int32, long Float32, long[] Ordinary)> Types = new(() => Load(Hdf5Native.Library));

    /// <summary>Held during every call of the library.</summary>
    internal static Lock Gate { get; } = new();

    /// <summary>The library's id of 32-bit integers in this machine's memory.</summary>
    internal static long NativeInt32 => Types.Value.Int32;

    /// <summary>The library's id of 32-bit floats in this machine's memory.</summary>
    internal static long NativeFloat32 => Types.Value.Float32;

    /// <summary>
    /// Whether a type is one of the ordinary integers or floats, in either order of bytes. Others, whose bits lie somewhere within their bytes,
    /// the library converts without asking whether they do. Called under <see cref="Gate"/>.
    /// </summary>
    internal static bool IsOrdinaryNumber(long type) => Types.Value.Ordinary.Any(ordinary => Hdf5Native.TypesEqual(type, ordinary) > 0);

    /// <summary>Loads the library.</summary>
    /// <exception cref="WeftException">It is missing.</exception>
    internal static void Require() => _ = Types.Value;

    /// <summary>Loads a library; apart from <see cref="Require"/> for tests.</summary>
    /// <param name="name">The file's name, as the system's loader knows it.</param>
    /// <exception cref="WeftException">It is missing.</exception>
    internal static nint Find(string name)
    {
        try
        {
            return NativeLibrary.Load(name);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new WeftException($"HDF5 files are read with Debian's {name}, which does not load: run `apt-get install {Package}`.", error);
        }
    }

    /// <summary>What went wrong in the last call, in the library's own words. Called under <see cref="Gate"/>, before any other call.</summary>
    internal static unsafe string LastProblem()
    {
        nint text = 0;
        const int fromTheCause = 0;
        _ = Hdf5Native.WalkErrors(0, fromTheCause, &First, &text);
        return Marshal.PtrToStringUTF8(text) is { Length: > 0 } problem ? problem : "no reason is given";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int First(uint index, Hdf5ErrorEntry* entry, nint* text)
    {
        if (*text == 0)
        {
            *text = entry->Description;
        }

        return 0;
    }

    private static (long Int32, long Float32, long[] Ordinary) Load(string name)
    {
        var library = Find(name);
        lock (Gate)
        {
            // A file may ask for filters by number; a plugin that such a number names would be code from somewhere. And a link may lead
            // into another file, wherever that lies: such links are not followed.
            return Hdf5Native.Open() >= 0 && Hdf5Native.SetErrorPrinting(0, 0, 0) >= 0 && Hdf5Native.SetPluginLoading(0) >= 0
                && Hdf5Native.ForgetLinkKind(ExternalLink) >= 0
                ? (Id(library, "H5T_NATIVE_INT32_g"),
                    Id(library, "H5T_NATIVE_FLOAT_g"),
                    [.. OrdinaryNumbers.Select(n => Id(library, $"H5T_{n}LE_g")), .. OrdinaryNumbers.Select(n => Id(library, $"H5T_{n}BE_g"))])
                : throw new WeftException($"{name} does not start: install {Package} again.");
        }
    }

    /// <summary>Ids of types are variables of the library, set when it starts.</summary>
    private static long Id(nint library, string name) => Marshal.ReadInt64(NativeLibrary.GetExport(library, name));
}
