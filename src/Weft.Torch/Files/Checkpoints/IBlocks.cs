namespace Weft.Torch.Files.Checkpoints;

/// <summary>The blocks of elements of an open checkpoint file, whose sizes were checked against the file.</summary>
internal interface IBlocks : IDisposable
{
    /// <summary>What the pickle made.</summary>
    object? Root { get; }

    /// <summary>Copies a part of a block, in pieces, without holding it in memory.</summary>
    /// <param name="key">The block.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="count">How many bytes.</param>
    /// <param name="write">Takes the pieces.</param>
    /// <exception cref="InvalidFileException">The bytes are not there or damaged.</exception>
    void Copy(string key, long offset, long count, Action<ReadOnlySpan<byte>> write);
}
