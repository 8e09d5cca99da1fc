using Weft.Torch;

namespace Weft.Bench;

/// <summary>A PyTorch program of bench/pytorch.</summary>
/// <param name="settings">Where Python and the programs are.</param>
/// <param name="script">Its name.</param>
/// <param name="arguments">Its arguments.</param>
/// <exception cref="WeftException">There is no such Python, or it has no PyTorch.</exception>
internal sealed class PyTorchBaseline(BenchSettings settings, string script, params string[] arguments)
    : ServedProcess(
        settings.Python,
        [Path.Combine(settings.Baselines, script), .. arguments],
        $"The baseline {script} did not start: {settings.Python} needs PyTorch; `eng/setup.sh bench` installs it.");
