using System.Runtime.InteropServices;
using Weft.Torch;

namespace Weft.Data.Formats.Images;

/// <summary>The system's libjpeg-turbo by its TurboJPEG interface: decoding JPEG is no work for a program of its own.</summary>
internal sealed unsafe class TurboJpegLibrary
{
    /// <summary>The library's file, as the system's loader knows it.</summary>
    internal const string FileName = "libturbojpeg.so.0";

    private static readonly Lazy<TurboJpegLibrary> Library = new(() => new TurboJpegLibrary(Find(FileName)));

    private TurboJpegLibrary(nint library)
    {
        nint Export(string name) => NativeLibrary.GetExport(library, name);
        InitDecompress = (delegate* unmanaged[Cdecl]<nint>)Export("tjInitDecompress");
        DecompressHeader = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)Export("tjDecompressHeader3");
        Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Export("tjDecompress2");
        InitCompress = (delegate* unmanaged[Cdecl]<nint>)Export("tjInitCompress");
        CompressedRoom = (delegate* unmanaged[Cdecl]<int, int, int, CULong>)Export("tjBufSize");
        Compress = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int>)Export("tjCompress2");
        ErrorText = (delegate* unmanaged[Cdecl]<nint, byte*>)Export("tjGetErrorStr2");
        Destroy = (delegate* unmanaged[Cdecl]<nint, int>)Export("tjDestroy");
    }

    /// <summary>Makes a handle; 0 where there is no memory for it.</summary>
    internal delegate* unmanaged[Cdecl]<nint> InitDecompress { get; }

    /// <summary>Reads sizes: handle, bytes, length, width, height, subsampling, colour space; not 0 where it fails.</summary>
    internal delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> DecompressHeader { get; }

    /// <summary>
    /// Decodes: handle, bytes, length, destination, width, bytes between rows, height, pixel format, flags; not 0 where it fails or warns.
    /// </summary>
    internal delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> Decompress { get; }

    /// <summary>Makes a handle for encoding; 0 where there is no memory for it.</summary>
    internal delegate* unmanaged[Cdecl]<nint> InitCompress { get; }

    /// <summary>The most bytes that a picture takes: width, height, subsampling.</summary>
    internal delegate* unmanaged[Cdecl]<int, int, int, CULong> CompressedRoom { get; }

    /// <summary>
    /// Encodes: handle, pixels, width, bytes between rows, height, pixel format, destination, its length, subsampling, quality, flags; not 0
    /// where it fails.
    /// </summary>
    internal delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int> Compress { get; }

    /// <summary>The handle's last failure or warning as text.</summary>
    internal delegate* unmanaged[Cdecl]<nint, byte*> ErrorText { get; }

    /// <summary>Gives a handle back.</summary>
    internal delegate* unmanaged[Cdecl]<nint, int> Destroy { get; }

    /// <summary>Loads the library, once.</summary>
    /// <exception cref="WeftException">It is missing.</exception>
    internal static TurboJpegLibrary Require() => Library.Value;

    /// <summary>Loads a library; apart from <see cref="Require"/> for tests.</summary>
    /// <param name="name">The file's name, as the system's loader knows it.</param>
    /// <exception cref="WeftException">The library is missing.</exception>
    internal static nint Find(string name)
    {
        try
        {
            return NativeLibrary.Load(name);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new WeftException(
                $"JPEG pictures are read with libjpeg-turbo, but {name} does not load: run `apt-get install libturbojpeg0`.", error);
        }
    }
}
