using Weft.Torch;

namespace Weft.Training;

/// <summary>A training whose loss is no longer finite: a fault of its settings or of this one network, not of the run.</summary>
/// <param name="message">Where, and what to do.</param>
public sealed class DivergedException(string message) : WeftException(message);
