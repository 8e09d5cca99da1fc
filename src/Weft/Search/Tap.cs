namespace Weft.Search;

/// <summary>A place in an encoder whose features can be fused.</summary>
/// <param name="Modality">The modality, such as <c>image</c>.</param>
/// <param name="Name">The tap's name within its modality, such as <c>3</c>.</param>
/// <param name="Channels">Its number of channels.</param>
public sealed record Tap(string Modality, string Name, int Channels)
{
    /// <summary>What a person reads: <c>image 3</c>.</summary>
    public string Label => $"{Modality} {Name}";
}
