namespace Weft.Encoders.Imported;

/// <summary>
/// Brings the names of published weights to those of an encoder: trained alone, as a part of a fused network, or on ImageNet by
/// torchvision.
/// </summary>
public static class PublishedNames
{
    /// <summary>The last part of the name of batch norm's counter of steps, which files written before PyTorch 0.4.1 lack.</summary>
    internal const string Counter = "num_batches_tracked";

    private const string Parallel = "module.";

    /// <summary>Maps a file's names.</summary>
    /// <param name="encoder">The encoder's name, one of <see cref="EncoderLayouts.Names"/>.</param>
    /// <param name="wanted">What the encoder consists of.</param>
    /// <param name="found">What the file holds.</param>
    /// <returns>Where each tensor comes from, and what does not fit.</returns>
    /// <exception cref="ArgumentException">There is no such encoder.</exception>
    public static NameMapping Map(string encoder, IReadOnlyCollection<WantedTensor> wanted, IReadOnlyCollection<WantedTensor> found)
    {
        if (!PublishedRule.All.TryGetValue(encoder, out var rule))
        {
            throw new ArgumentException($"There is no encoder '{encoder}'.", nameof(encoder));
        }

        var leftOut = new List<string>();
        var unexpected = new List<string>();
        var offered = Rename(rule, found, leftOut, unexpected);
        var assignments = new List<Assignment>();
        var missing = new List<string>();
        var wrong = new List<string>();
        var lent = rule.Lent(offered);
        foreach (var tensor in wanted)
        {
            if (!offered.Remove(rule.Plain(tensor.Name), out var source) && !lent.TryGetValue(tensor.Name, out source))
            {
                missing.Add(tensor.Name);
            }
            else if (source.Fits(tensor))
            {
                assignments.Add(new Assignment(tensor, source.Name, ImportStep.Copy));
            }
            else if (IsFlatKernel(source, tensor, rule.Flat))
            {
                assignments.Add(new Assignment(tensor, source.Name, rule.Flat));
            }
            else
            {
                wrong.Add($"'{tensor.Name}' is {source.Describe()}, not {tensor.Describe()}");
            }
        }

        var lacksHead = wanted.Any(t => rule.IsHead(t.Name))
            && !assignments.Any(a => rule.IsHead(a.Wanted.Name))
            && !wrong.Any(w => rule.IsHead(w[1..]));
        missing.RemoveAll(name => lacksHead && rule.IsHead(name));
        var fresh = assignments.Any(a => rule.IsOptional(a.Wanted.Name)) ? [] : missing.FindAll(rule.IsOptional);
        missing.RemoveAll(fresh.Contains);
        FillCounters(wanted, missing, assignments);
        unexpected.AddRange(offered.Values.Select(t => t.Name));
        return new NameMapping([.. assignments], [.. missing], [.. wrong], [.. unexpected], [.. leftOut], !lacksHead) { Fresh = [.. fresh] };
    }

    /// <summary>The file's tensors by the name that they have in the encoder; each keeps its own name for reading.</summary>
    private static Dictionary<string, WantedTensor> Rename(
        PublishedRule rule, IReadOnlyCollection<WantedTensor> found, List<string> leftOut, List<string> unexpected)
    {
        var named = found.Select(t => (Name: Strip(t.Name, Parallel), Tensor: t)).ToList();
        if (named.Exists(t => t.Name.StartsWith(rule.Fused, StringComparison.Ordinal)))
        {
            var parts = named.ToLookup(t => t.Name.StartsWith(rule.Fused, StringComparison.Ordinal));
            leftOut.AddRange(parts[false].Select(t => t.Tensor.Name));
            named = [.. parts[true].Select(t => (Strip(Strip(t.Name, rule.Fused), Parallel), t.Tensor))];
        }

        var isForeign = named.Exists(t => rule.IsForeign(t.Name));
        var offered = new Dictionary<string, WantedTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in named)
        {
            if (isForeign && rule.Dropped?.IsMatch(name) == true)
            {
                leftOut.Add(tensor.Name);
            }
            else if (!offered.TryAdd(rule.Plain(isForeign ? rule.Rename(name) : name), tensor))
            {
                unexpected.Add(tensor.Name);
            }
        }

        return offered;
    }

    private static string Strip(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;

    /// <summary>
    /// Whether a kernel of k x k can become one of k x k x k (MFAS specification 6.2), or, if it is repeated, one of any length in time.
    /// </summary>
    private static bool IsFlatKernel(WantedTensor source, WantedTensor target, ImportStep step) =>
        target.Shape is [var outputs, var inputs, var time, var height, var width]
        && target.Type == source.Type
        && source.Shape.AsSpan().SequenceEqual([outputs, inputs, height, width])
        && (step == ImportStep.Repeat || (time == height && time % 2 == 1));

    /// <summary>A counter may be missing where its batch norm is there: nothing that Weft computes depends on it.</summary>
    private static void FillCounters(IReadOnlyCollection<WantedTensor> wanted, List<string> missing, List<Assignment> assignments)
    {
        var taken = assignments.Select(a => a.Wanted.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in wanted)
        {
            if (tensor.Name.EndsWith($".{Counter}", StringComparison.Ordinal)
                && taken.Contains($"{tensor.Name[..^Counter.Length]}running_mean")
                && missing.Remove(tensor.Name))
            {
                assignments.Add(new Assignment(tensor, null, ImportStep.Zero));
            }
        }
    }
}
