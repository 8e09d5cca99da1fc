using System.Reflection;
using Weft.Search;
using Weft.Settings;
using Weft.Torch;

namespace Weft.MmNas.Operations;

/// <summary>All operations there are, found by their attributes, and the pools of the published search.</summary>
public static class BlockOperations
{
    private static readonly Dictionary<string, (Type Type, BlockOperationAttribute Entry)> ByName =
        typeof(BlockOperations).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<BlockOperationAttribute>().Select(entry => (type, entry)))
            .ToDictionary(x => x.entry.Name, x => x, StringComparer.Ordinal);

    /// <summary>Every operation's name, sorted.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What the published search offers each block of the encoder (specification 3.1).</summary>
    public static IReadOnlyList<string> EncoderPool { get; } = ["self_att_64", "feed_forward"];

    /// <summary>What the published search offers each block of the decoder.</summary>
    public static IReadOnlyList<string> DecoderPool { get; } = ["self_att_64", "rel_self_att_64", "guided_att_64", "feed_forward"];

    /// <summary>Builds an operation.</summary>
    /// <param name="name">Its name in genotypes.</param>
    /// <param name="sizes">The network's sizes.</param>
    /// <param name="random">Initial values and masks.</param>
    /// <exception cref="UsageException">There is no operation of this name, or it does not fit the sizes.</exception>
    public static BlockOperation Create(string name, MmNasSizes sizes, NetworkRandom random)
    {
        var (type, entry) = Entry(name);
        try
        {
            object[] arguments = type.GetConstructor(Type.EmptyTypes) is null
                ? [new BlockSettings(sizes, name, entry.Size, entry.Widening), random]
                : [];
            return (BlockOperation)Activator.CreateInstance(type, arguments)!;
        }
        catch (TargetInvocationException error) when (error.InnerException is UsageException inner)
        {
            throw new UsageException($"'{name}' does not fit: {inner.Message}");
        }
    }

    /// <summary>Whether the operation reads the other sequence: only the decoder can have it.</summary>
    /// <inheritdoc cref="Create"/>
    public static bool ReadsOther(string name) => Entry(name).Entry.ReadsOther;

    /// <summary>Whether the operation reads relations between regions: only the decoder can have it, and it needs geometry.</summary>
    /// <inheritdoc cref="Create"/>
    public static bool ReadsRelations(string name) => Entry(name).Entry.ReadsRelations;

    /// <summary>Whether padding changes what the operation makes of other tokens, so that no batch may be trimmed.</summary>
    /// <inheritdoc cref="Create"/>
    public static bool ReadsPadding(string name) => Entry(name).Entry.ReadsPadding;

    /// <summary>Whether padding changes what a kind of operation makes of other tokens.</summary>
    /// <param name="type">Its class.</param>
    internal static bool ReadsPadding(Type type) => type.GetCustomAttributes<BlockOperationAttribute>().Any(entry => entry.ReadsPadding);

    /// <summary>What is wrong with an operation's name at its place, in a sentence without its beginning; null if nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="encoder">Whether it stands in the encoder.</param>
    public static string? Problem(string name, bool encoder)
    {
        if (!ByName.TryGetValue(name, out var found))
        {
            var near = NearestName.Find(name, All) is { } meant ? $"did you mean '{meant}'? There" : "there";
            return $"there is no operation '{name}'; {near} are {string.Join(", ", All)}.";
        }

        return encoder && IsDecoderOnly(found.Entry)
            ? $"'{name}' cannot stand in the encoder, which has neither another sequence nor relations; it has "
                + $"{string.Join(", ", All.Where(other => !IsDecoderOnly(ByName[other].Entry)))}."
            : null;
    }

    private static bool IsDecoderOnly(BlockOperationAttribute entry) => entry.ReadsOther || entry.ReadsRelations;

    private static (Type Type, BlockOperationAttribute Entry) Entry(string name) =>
        ByName.TryGetValue(name, out var found) ? found : throw new UsageException(Sentence(Problem(name, encoder: false)!));

    private static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..];
}
