namespace Weft.Data.Formats;

/// <summary>One channel of sound.</summary>
/// <param name="Samples">The samples; full scale is ±1.</param>
/// <param name="Rate">Samples per second, in hertz.</param>
public sealed record Sound(float[] Samples, int Rate);

/// <summary>A sound and what its source calls it.</summary>
/// <param name="Name">The path within the source, with forward slashes.</param>
/// <param name="Sound">The samples and their rate.</param>
public sealed record NamedSound(string Name, Sound Sound);
