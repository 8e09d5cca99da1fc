using Weft.Data.Formats.Hdf5;
using Weft.Data.Formats.Images;
using Weft.Diagnostics;

namespace Weft.Tests.Data.Formats;

/// <summary>Libraries of the system that some tests need: a machine without them skips those, and says so.</summary>
internal static class NeededLibrary
{
    /// <summary>Skips the test where libhdf5 is absent.</summary>
    public static void Hdf5() => Require(Hdf5Native.Library);

    /// <summary>Skips the test where libjpeg-turbo is absent.</summary>
    public static void Jpeg() => Require(TurboJpegLibrary.FileName);

    private static void Require(string library) => Assert.SkipUnless(new LocalMachine().HasLibrary(library), $"{library} is absent: skipped");
}
