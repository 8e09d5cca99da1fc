using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Torch.Native;

/// <summary>Finds libweft_native.so: WEFT_NATIVE (a file), then beside the program, then native/build of the source tree.</summary>
internal static class NativeLocator
{
    private const string FileName = "libweft_native.so";

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (!string.Equals(name, "weft_native", StringComparison.Ordinal))
        {
            return 0;
        }

        var path = Candidates().FirstOrDefault(File.Exists)
            ?? throw new WeftException($"The native part ({FileName}) is not built: run `make build`, or point WEFT_NATIVE at the file.");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            throw new WeftException(
                $"{path} does not load ({error.Message.Trim()}). Is libtorch installed? Run `make setup`, then `make build`.", error);
        }
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("WEFT_NATIVE") is { Length: > 0 } chosen)
        {
            // A wrong path must not silently fall back to some other build.
            yield return chosen;
            yield break;
        }

        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "native", "build", FileName);
        }
    }
}
