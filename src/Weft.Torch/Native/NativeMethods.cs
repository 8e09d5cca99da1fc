using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Torch.Native;

/// <summary>The C ABI of native/weft.h, function for function.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "weft_native";

    /// <summary>The version of the C ABI that this assembly speaks.</summary>
    internal const int AbiVersion = 2;

    static NativeMethods() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), NativeLocator.Resolve);

    [LibraryImport(Library, EntryPoint = "weft_error")]
    internal static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "weft_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OperatorFind(string name, string overload, out nint operatorHandle);

    [LibraryImport(Library, EntryPoint = "weft_operator_call")]
    internal static partial int OperatorCall(
        nint operatorHandle, NativeValue* arguments, int count, NativeValue* results, int capacity, int* produced);

    [LibraryImport(Library, EntryPoint = "weft_operator_take")]
    internal static partial int OperatorTake(NativeValue* results, int capacity);

    [LibraryImport(Library, EntryPoint = "weft_tensor_free")]
    internal static partial void TensorFree(nint tensor);

    [LibraryImport(Library, EntryPoint = "weft_tensors_free")]
    internal static partial void TensorsFree(nint* tensors, int count);

    [LibraryImport(Library, EntryPoint = "weft_tensors_alive")]
    internal static partial long TensorsAlive();

    [LibraryImport(Library, EntryPoint = "weft_tensor_describe")]
    internal static partial int TensorDescribe(nint tensor, NativeTensorInfo* info, long* shape, int capacity);

    [LibraryImport(Library, EntryPoint = "weft_tensor_from_memory")]
    internal static partial int TensorFromMemory(
        void* data, long* shape, int rank, int dtype, delegate* unmanaged<nint, void> release, nint context, out nint tensor);

    [LibraryImport(Library, EntryPoint = "weft_requires_grad_set")]
    internal static partial int RequiresGradSet(nint tensor, int on);

    [LibraryImport(Library, EntryPoint = "weft_grad_get")]
    internal static partial int GradGet(nint tensor, out nint grad);

    [LibraryImport(Library, EntryPoint = "weft_grad_set")]
    internal static partial int GradSet(nint tensor, nint grad);

    [LibraryImport(Library, EntryPoint = "weft_backward")]
    internal static partial int Backward(nint* roots, nint* grads, int count, int retainGraph);

    [LibraryImport(Library, EntryPoint = "weft_gradients")]
    internal static partial int Gradients(
        nint* outputs, int outputsCount, nint* inputs, int inputsCount, int retainGraph, int createGraph, int allowUnused, nint* gradients);

    [LibraryImport(Library, EntryPoint = "weft_grad_mode_get")]
    internal static partial int GradModeGet();

    [LibraryImport(Library, EntryPoint = "weft_grad_mode_set")]
    internal static partial void GradModeSet(int on);

    [LibraryImport(Library, EntryPoint = "weft_generator_new")]
    internal static partial int GeneratorNew(int deviceType, int deviceIndex, ulong seed, out nint generator);

    [LibraryImport(Library, EntryPoint = "weft_generator_free")]
    internal static partial void GeneratorFree(nint generator);

    [LibraryImport(Library, EntryPoint = "weft_generator_seed")]
    internal static partial int GeneratorSeed(nint generator, ulong seed);

    [LibraryImport(Library, EntryPoint = "weft_generator_state_get")]
    internal static partial int GeneratorStateGet(nint generator, out nint state);

    [LibraryImport(Library, EntryPoint = "weft_generator_state_set")]
    internal static partial int GeneratorStateSet(nint generator, nint state);

    [LibraryImport(Library, EntryPoint = "weft_adam")]
    internal static partial int Adam(
        NativeAdamSettings* settings, nint* parameters, nint* gradients, nint* first, nint* second, int count, int* done);

    [LibraryImport(Library, EntryPoint = "weft_threads_set")]
    internal static partial int ThreadsSet(int threads);

    [LibraryImport(Library, EntryPoint = "weft_threads_get")]
    internal static partial int ThreadsGet();

    [LibraryImport(Library, EntryPoint = "weft_cuda_count")]
    internal static partial int CudaCount();

    [LibraryImport(Library, EntryPoint = "weft_cuda_synchronize")]
    internal static partial int CudaSynchronize(int index);

    [LibraryImport(Library, EntryPoint = "weft_torch_version")]
    internal static partial nint TorchVersion();

    [LibraryImport(Library, EntryPoint = "weft_torch_configuration")]
    internal static partial nint TorchConfiguration();

    [LibraryImport(Library, EntryPoint = "weft_abi_version")]
    internal static partial int AbiVersionOfLibrary();

    /// <summary>Throws <see cref="TorchException"/> with libtorch's sentence if a call failed.</summary>
    /// <param name="status">The call's return code.</param>
    /// <param name="what">The operator or action, for the message.</param>
    internal static void Check(int status, string what)
    {
        if (status != 0)
        {
            throw new TorchException(what, Marshal.PtrToStringUTF8(LastError()) ?? "unknown error");
        }
    }
}
