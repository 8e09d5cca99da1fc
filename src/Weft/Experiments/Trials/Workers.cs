using Weft.Torch.Files;

namespace Weft.Experiments.Trials;

/// <summary>Names of those who work on studies.</summary>
public static class Workers
{
    /// <summary>
    /// A worker's name: its machine and a hash of its run folder, so that it is the same after a restart and another's never, since a run
    /// folder belongs to one process at a time.
    /// </summary>
    /// <param name="runFolder">The worker's run folder.</param>
    public static string NameOf(string runFolder) =>
        $"{Environment.MachineName}-{Checksum.OfBytes(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(runFolder)))[..8]}";
}
