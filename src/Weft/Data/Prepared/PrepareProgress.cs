namespace Weft.Data.Prepared;

/// <summary>How far a preparation is.</summary>
/// <param name="Stage">What is being done, such as `spectrograms`.</param>
/// <param name="Done">How many units of the stage are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Note">A line for the person, such as what the preparation will take; null for none; where there is one, nothing else counts.</param>
public readonly record struct PrepareProgress(string Stage, int Done, int Total, string? Note = null)
{
    /// <summary>A line for the person.</summary>
    public static PrepareProgress Say(string note) => new(string.Empty, 0, 0, note);
}

/// <summary>What a preparation came to.</summary>
/// <typeparam name="TManifest">The manifest of the data set's kind.</typeparam>
/// <param name="Folder">The prepared folder.</param>
/// <param name="Manifest">What is in it.</param>
/// <param name="Reused">
/// The folder was there already, made from the same sources by the same recipe and intact, so nothing was done.
/// </param>
public sealed record PrepareResult<TManifest>(string Folder, TManifest Manifest, bool Reused);

/// <summary>A written file.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits.</param>
public sealed record PreparedFile(long Bytes, string Sha256);
