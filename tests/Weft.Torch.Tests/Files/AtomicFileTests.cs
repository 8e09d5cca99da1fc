using System.Diagnostics;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;
using Xunit;

namespace Weft.Torch.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CreatesAndReplaces()
    {
        AtomicFile.WriteAllText(folder["a"], "old");
        AtomicFile.WriteAllText(folder["a"], "new ä");

        File.ReadAllBytes(folder["a"]).ShouldBe("new ä"u8.ToArray());
        Directory.GetFiles(folder.Path).ShouldBe([folder["a"]]);
    }

    [Fact]
    public void KeepsTheOldFileUntilTheNewOneIsWhole()
    {
        AtomicFile.WriteAllText(folder["a"], "old");
        AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            File.ReadAllText(folder["a"]).ShouldBe("old");
        });

        File.ReadAllText(folder["a"]).ShouldBe("new");
    }

    [Fact]
    public void AFailureOfTheDiskLeavesTheOldFile()
    {
        AtomicFile.WriteAllText(folder["a"], "old");

        var error = Should.Throw<WeftException>(() => AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        }));

        error.Message.ShouldBe(
            $"{folder["a"]}: cannot be written (No space left on device); what was there before is untouched, "
            + "so free some space or choose another folder.");
        ShouldHoldOnlyTheOldFile();
    }

    [Fact]
    public void AnyOtherFailureLeavesTheOldFileAndPassesThrough()
    {
        AtomicFile.WriteAllText(folder["a"], "old");

        Should.Throw<FormatException>(() => AtomicFile.Write(folder["a"], _ => throw new FormatException()));

        ShouldHoldOnlyTheOldFile();
    }

    [Fact]
    public void AFullDiskLeavesTheOldFile()
    {
        if (!Environment.IsPrivilegedProcess || !Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path))
        {
            Assert.Skip("A small file system cannot be mounted here.");
        }

        try
        {
            AtomicFile.WriteAllText(folder["a"], "old");
            // One larger than the disk, and one that fails only when the writer's own buffer is flushed.
            foreach (var size in new[] { 1 << 20, 62 << 10 })
            {
                Should.Throw<WeftException>(() => AtomicFile.WriteAllBytes(folder["a"], new byte[size]))
                    .Message.ShouldContain("No space left on device");
                ShouldHoldOnlyTheOldFile();
            }
        }
        finally
        {
            Run("umount", folder.Path).ShouldBeTrue();
        }
    }

    [Fact]
    public void SaysThatTheFolderIsMissing() =>
        Should.Throw<WeftException>(() => AtomicFile.WriteAllText(folder["none/a"], ""))
            .Message.ShouldContain("create the folder, check its permissions or choose another one");

    [Fact]
    public void DoesNotReplaceAFolder() =>
        Should.Throw<WeftException>(() => AtomicFile.WriteAllText(folder.Path, ""))
            .Message.ShouldBe($"{folder.Path}: a folder is in the way; remove it or choose another name.");

    [Fact]
    public void TakesTheLongestNameThatTheDiskAllows()
    {
        var name = new string('n', 255);
        AtomicFile.WriteAllText(folder[name], "x");

        File.Exists(folder[name]).ShouldBeTrue();
    }

    [Fact]
    public void KeepsPermissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        AtomicFile.WriteAllText(folder["a"], "old");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
#pragma warning disable CA1416 // Skipped on Windows above.
        File.SetUnixFileMode(folder["a"], mode);
        AtomicFile.WriteAllText(folder["a"], "new");
        File.GetUnixFileMode(folder["a"]).ShouldBe(mode);
#pragma warning restore CA1416
    }

    [Fact]
    public void FlushingAFolderThatIsGoneIsTold() =>
        Should.Throw<WeftException>(() => FolderSync.Flush(folder["none"]))
            .Message.ShouldContain("could not be flushed to disk (No such file or directory)");

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private void ShouldHoldOnlyTheOldFile()
    {
        File.ReadAllText(folder["a"]).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([folder["a"]]);
    }
}
