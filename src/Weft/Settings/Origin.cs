namespace Weft.Settings;

/// <summary>Where a setting's value was written, for messages.</summary>
/// <param name="Source">A file's path, or <c>--set</c>.</param>
/// <param name="Line">The 1-based line, or null outside of files.</param>
internal readonly record struct Origin(string Source, int? Line)
{
    /// <summary>Such as <c>configs/x.yaml line 4</c>.</summary>
    public override string ToString() => Line is { } line ? $"{Source} line {line}" : Source;
}
