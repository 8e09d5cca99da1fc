using Weft.Torch;

namespace Weft.Bench;

/// <summary>What every benchmark is told.</summary>
/// <param name="Device">Where both sides compute.</param>
/// <param name="Rounds">Rounds of each comparison.</param>
/// <param name="Threads">Threads of one operation, on both sides.</param>
/// <param name="Baselines">The folder of the PyTorch baselines.</param>
/// <param name="Python">A Python that has PyTorch.</param>
/// <param name="Clock">Measures.</param>
internal sealed record BenchSettings(Device Device, int Rounds, int Threads, string Baselines, string Python, Clock Clock);
