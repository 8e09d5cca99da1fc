using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>
/// Temporal order learning: finds out in which order clips of a video were shuffled (CDAR specification 2.4; VCOPN of Xu et al., 2019).
/// Features are shuffled, not frames, so that the encoder runs once. Its parameters are those of <c>fc_cop1</c> and <c>fc_cop2</c>.
/// </summary>
public sealed class TemporalOrder : Module
{
    private readonly Linear pairLayer;
    private readonly Dropout dropout;
    private readonly Linear orderLayer;
    private readonly long[] orders;
    private readonly Generator noise;

    /// <summary>Creates the classifier of orders: weights of deviation 0.001, a bias of 0.</summary>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="clips">Clips of a sample, from 2 to 6.</param>
    /// <param name="settings">Hidden numbers of a pair, and dropout.</param>
    /// <param name="initial">Draws initial values.</param>
    /// <param name="noise">Draws orders and dropout masks.</param>
    /// <exception cref="UsageException">The number of clips is out of range.</exception>
    public TemporalOrder(int channels, int clips, OrderSettings settings, Generator initial, Generator noise)
    {
        if (clips is < 2 or > 6)
        {
            throw new UsageException($"The order of 2 to 6 clips can be learnt, not of {clips}: set 'locals' accordingly.");
        }

        Clips = clips;
        this.noise = noise;
        orders = [.. Permutations(clips).SelectMany(order => order)];
        Orders = orders.Length / clips;
        pairLayer = AddPart("fc_cop1", NormalLinear.Create(2 * channels, settings.Hidden, 0.001, initial));
        dropout = AddPart("dropout", new Dropout(settings.Dropout, noise));
        orderLayer = AddPart("fc_cop2", NormalLinear.Create((long)settings.Hidden * clips * (clips - 1) / 2, Orders, 0.001, initial));
    }

    /// <summary>Clips of a sample.</summary>
    public int Clips { get; }

    /// <summary>Orders there are.</summary>
    public int Orders { get; }

    /// <summary>If set, gives the orders of so many samples in place of the noise generator: Int64, 0-based, lexicographic.</summary>
    internal Func<long, Tensor>? Given { get; set; }

    /// <summary>Shuffles each sample's clips and finds out how.</summary>
    /// <param name="features">[samples, clips, channels], in the order in which the clips were taken.</param>
    /// <returns>The mean cross-entropy, and the part of the orders that were found; both scalars.</returns>
    public (Tensor Loss, Tensor Accuracy) Loss(Tensor features)
    {
        var samples = features.Size(0);
        var drawn = (Given?.Invoke(samples) ?? Draw(samples)).To(features.Device);
        var shuffled = Shuffle(features, drawn);
        var pairs = new List<Tensor>();
        for (var i = 0; i < Clips; i++)
        {
            for (var j = i + 1; j < Clips; j++)
            {
                pairs.Add(Tensor.Cat([shuffled.Select(1, i), shuffled.Select(1, j)], 1));
            }
        }

        var hidden = pairLayer.Forward(Tensor.Stack([.. pairs], 1)).Relu().Flatten(1);
        var scores = orderLayer.Forward(dropout.Forward(hidden));
        return (scores.CrossEntropy(drawn), Figures.Accuracy(scores, drawn));
    }

    /// <summary>Every order of so many clips, in lexicographic order.</summary>
    internal static IEnumerable<long[]> Permutations(int count) => Extend([], count);

    private static IEnumerable<long[]> Extend(long[] begun, int count) => begun.Length == count
        ? [begun]
        : Enumerable.Range(0, count).Select(i => (long)i).Where(i => !begun.Contains(i)).SelectMany(i => Extend([.. begun, i], count));

    private Tensor Draw(long samples)
    {
        using var scope = new TensorScope();
        var numbers = Tensor.Empty([samples], device: noise.Device);
        numbers.FillUniform(0, Orders, noise);

        // Rounding up to the bound itself can happen in single precision.
        return scope.Keep(numbers.Floor().Clamp(max: Orders - 1).To(DType.Int64));
    }

    private Tensor Shuffle(Tensor features, Tensor drawn)
    {
        var table = Tensor.From(orders, Orders, Clips).To(features.Device);
        var indices = table.IndexSelect(0, drawn).Unsqueeze(2).Expand(features.Size(0), Clips, features.Size(2));
        return features.Gather(1, indices);
    }
}
