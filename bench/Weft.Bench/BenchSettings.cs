using Weft.Torch;

namespace Weft.Bench;

/// <summary>What every benchmark is told.</summary>
/// <param name="Device">Where both sides compute.</param>
/// <param name="Rounds">Rounds of each comparison.</param>
/// <param name="Threads">Threads of one operation, on both sides.</param>
/// <param name="Baselines">The folder of the PyTorch baselines.</param>
/// <param name="Python">A Python that has PyTorch.</param>
/// <param name="Clock">Measures.</param>
/// <param name="Batch">Samples of a step, of the benchmarks that leave it open.</param>
/// <param name="Case">The one case to run, of the benchmarks that have several; null for all.</param>
internal sealed record BenchSettings(
    Device Device, int Rounds, int Threads, string Baselines, string Python, Clock Clock, int Batch = 64, string? Case = null);
