using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Weft.Torch.Native;

namespace Weft.Torch;

/// <summary>What libtorch says of itself, and how many threads it may use.</summary>
public static class TorchRuntime
{
    /// <summary>The version of libtorch, such as 1.13.1.</summary>
    public static string Version => Marshal.PtrToStringUTF8(NativeMethods.TorchVersion())!;

    /// <summary>libtorch's description of how it was built and of its thread settings.</summary>
    public static string Configuration => Marshal.PtrToStringUTF8(NativeMethods.TorchConfiguration())!;

    /// <summary>
    /// The number of threads one operation may use. Results are the same bits only for the same number. Set it before the work
    /// begins: a thread that has already run operations keeps the number it began with, unless it sets it itself.
    /// </summary>
    /// <exception cref="TorchException">The number is below 1.</exception>
    public static int Threads
    {
        get => NativeMethods.ThreadsGet();
        set => NativeMethods.Check(NativeMethods.ThreadsSet(value), "threads");
    }

    /// <summary>How many CUDA devices there are.</summary>
    public static int CudaDevices => NativeMethods.CudaCount();

    /// <summary>Waits until all work queued on a device is done; returns at once for the CPU.</summary>
    public static void Synchronize(Device device)
    {
        if (!device.IsCpu)
        {
            NativeMethods.Check(NativeMethods.CudaSynchronize(Math.Max(device.Index, 0)), "synchronize");
        }
    }

    /// <summary>Loads the native part and checks that it fits this assembly.</summary>
    /// <exception cref="WeftException">It is missing, does not load, or is of another version.</exception>
    public static void Load()
    {
        int version;
        try
        {
            version = NativeMethods.AbiVersionOfLibrary();
        }
        catch (TypeInitializationException error) when (error.InnerException is WeftException inner)
        {
            // The wrapper says only that a type failed; the sentence for people is inside.
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        if (version != NativeMethods.AbiVersion)
        {
            throw new WeftException(
                $"The native part has version {version}, this program needs {NativeMethods.AbiVersion}: run `make build`.");
        }
    }
}
