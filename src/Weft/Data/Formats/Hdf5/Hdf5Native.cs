using System.Runtime.InteropServices;

namespace Weft.Data.Formats.Hdf5;

/// <summary>An entry of HDF5's error stack, as far as it is read (H5E_error2_t).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Hdf5ErrorEntry
{
    internal long Class;
    internal long Major;
    internal long Minor;
    internal uint Line;
    internal nint Function;
    internal nint File;
    internal nint Description;
}

/// <summary>The functions of the C library that are used: ids are 64-bit, a negative result is an error.</summary>
internal static unsafe partial class Hdf5Native
{
    /// <summary>The library as the system's loader knows it; what is loaded by this name is what the functions below are looked for in.</summary>
    internal const string Library = "libhdf5_serial.so.103";

    [LibraryImport(Library, EntryPoint = "H5open")]
    internal static partial int Open();

    [LibraryImport(Library, EntryPoint = "H5PLset_loading_state")]
    internal static partial int SetPluginLoading(uint mask);

    [LibraryImport(Library, EntryPoint = "H5Lunregister")]
    internal static partial int ForgetLinkKind(int kind);

    [LibraryImport(Library, EntryPoint = "H5Eset_auto2")]
    internal static partial int SetErrorPrinting(long stack, nint print, nint data);

    [LibraryImport(Library, EntryPoint = "H5Ewalk2")]
    internal static partial int WalkErrors(
        long stack, int direction, delegate* unmanaged[Cdecl]<uint, Hdf5ErrorEntry*, nint*, int> visit, nint* data);

    [LibraryImport(Library, EntryPoint = "H5Fis_hdf5", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int IsHdf5(string path);

    [LibraryImport(Library, EntryPoint = "H5Fopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long FileOpen(string path, uint flags, long access);

    [LibraryImport(Library, EntryPoint = "H5Fclose")]
    internal static partial int FileClose(long file);

    [LibraryImport(Library, EntryPoint = "H5Lexists", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LinkExists(long file, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Dopen2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long DatasetOpen(long file, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Dclose")]
    internal static partial int DatasetClose(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_type")]
    internal static partial long DatasetType(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_space")]
    internal static partial long DatasetSpace(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dget_create_plist")]
    internal static partial long DatasetCreation(long dataset);

    [LibraryImport(Library, EntryPoint = "H5Dread")]
    internal static partial int DatasetRead(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* buffer);

    [LibraryImport(Library, EntryPoint = "H5Tget_class")]
    internal static partial int TypeClass(long type);

    [LibraryImport(Library, EntryPoint = "H5Tget_size")]
    internal static partial nuint TypeSize(long type);

    [LibraryImport(Library, EntryPoint = "H5Tget_sign")]
    internal static partial int TypeSign(long type);

    [LibraryImport(Library, EntryPoint = "H5Tget_order")]
    internal static partial int TypeOrder(long type);

    [LibraryImport(Library, EntryPoint = "H5Tis_variable_str")]
    internal static partial int TypeIsVariableString(long type);

    [LibraryImport(Library, EntryPoint = "H5Tclose")]
    internal static partial int TypeClose(long type);

    [LibraryImport(Library, EntryPoint = "H5Sget_simple_extent_ndims")]
    internal static partial int SpaceRank(long space);

    [LibraryImport(Library, EntryPoint = "H5Sget_simple_extent_dims")]
    internal static partial int SpaceShape(long space, ulong* lengths, ulong* most);

    [LibraryImport(Library, EntryPoint = "H5Screate_simple")]
    internal static partial long SpaceCreate(int rank, ulong* lengths, ulong* most);

    [LibraryImport(Library, EntryPoint = "H5Sselect_hyperslab")]
    internal static partial int SpaceSelect(long space, int operation, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Library, EntryPoint = "H5Sclose")]
    internal static partial int SpaceClose(long space);

    [LibraryImport(Library, EntryPoint = "H5Pget_layout")]
    internal static partial int Layout(long creation);

    [LibraryImport(Library, EntryPoint = "H5Pget_chunk")]
    internal static partial int Chunk(long creation, int rank, ulong* lengths);

    [LibraryImport(Library, EntryPoint = "H5Pget_nfilters")]
    internal static partial int Filters(long creation);

    [LibraryImport(Library, EntryPoint = "H5Pget_filter2")]
    internal static partial int Filter(
        long creation, uint index, uint* flags, nuint* parameters, uint* values, nuint nameBytes, byte* name, uint* configuration);

    [LibraryImport(Library, EntryPoint = "H5Dget_chunk_storage_size")]
    internal static partial int PieceSize(long dataset, ulong* offset, ulong* bytes);

    [LibraryImport(Library, EntryPoint = "H5Dread_chunk")]
    internal static partial int PieceRead(long dataset, long transfer, ulong* offset, uint* skippedFilters, byte* buffer);

    [LibraryImport(Library, EntryPoint = "H5Tequal")]
    internal static partial int TypesEqual(long first, long second);

    [LibraryImport(Library, EntryPoint = "H5Tconvert")]
    internal static partial int Convert(long from, long to, nuint count, byte* buffer, byte* background, long transfer);

    [LibraryImport(Library, EntryPoint = "H5Pget_external_count")]
    internal static partial int ExternalFiles(long creation);

    [LibraryImport(Library, EntryPoint = "H5Pclose")]
    internal static partial int PropertiesClose(long list);
}
