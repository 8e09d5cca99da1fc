using System.Globalization;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;

namespace Weft.MmNas;

/// <summary>
/// The network that holds every choice of the search at once (specification 3): mixed blocks in all places, with shared weights. Its
/// architecture logits are not among the network's parameters.
/// </summary>
public sealed class MmNasSupernet : IDisposable
{
    private const double NormalScale = 1e-3;

    private readonly List<(bool Encoder, int Block, MixedBlock Mixed)> blocks = [];
    private readonly MmNasPools pools;

    /// <summary>Builds the supernet with fresh weights and logits.</summary>
    /// <param name="sizes">Its sizes, the number of blocks among them; published: <see cref="MmNasSizes.Search"/>.</param>
    /// <param name="pools">What each block may be.</param>
    /// <param name="ends">What the network must fit.</param>
    /// <param name="start">How the logits begin.</param>
    /// <param name="random">Initial values and masks; must outlive the network.</param>
    /// <param name="words">Initial word vectors, [vocabulary, word width]; null for random ones.</param>
    /// <exception cref="UsageException">The pools have a name that cannot be.</exception>
    public MmNasSupernet(
        MmNasSizes sizes, MmNasPools pools, MmNasEnds ends, AlphaStart start, NetworkRandom random, Tensor? words = null)
    {
        if (pools.Problem() is { } problem)
        {
            throw new UsageException(problem);
        }

        if (sizes.Layers != 1)
        {
            throw new UsageException($"A search has one layer, not {sizes.Layers}: its genotype says each block once.");
        }

        this.pools = pools;
        Network = new MmNasNetwork(
            sizes,
            () => Enumerable.Range(0, sizes.EncoderBlocks).Select(b => new[] { Mixed(encoder: true, b) }),
            () => Enumerable.Range(0, sizes.DecoderBlocks).Select(b => new[] { Mixed(encoder: false, b) }),
            ends,
            random,
            words);
        foreach (var (encoder, block, mixed) in blocks)
        {
            Start(mixed.Alpha, start, encoder, block, random);
        }

        MixedBlock Mixed(bool encoder, int block)
        {
            var mixed = new MixedBlock(encoder ? pools.Encoder : pools.Decoder, sizes, random);
            blocks.Add((encoder, block, mixed));
            return mixed;
        }
    }

    /// <summary>The network; it runs what was last drawn or chosen. At first that is the first candidate of each block.</summary>
    public MmNasNetwork Network { get; }

    /// <summary>The blocks, the encoder's first.</summary>
    public IReadOnlyList<MixedBlock> Blocks => [.. blocks.Select(b => b.Mixed)];

    /// <summary>The architecture logits by their published names, the encoder's first.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> ArchitectureParameters => [.. blocks.Select(b => (Name(b), b.Mixed.Alpha))];

    /// <summary>Draws the architecture of the next passes, block after block.</summary>
    /// <param name="mode">What they run.</param>
    /// <param name="state">The stream of random numbers; advanced. Processes that share weights need the same one.</param>
    public void Sample(GateMode mode, ref ulong state)
    {
        foreach (var (_, _, mixed) in blocks)
        {
            mixed.Draw(mode, ref state);
        }
    }

    /// <summary>The next passes run the likeliest candidate of each block: for evaluation.</summary>
    public void UseBest()
    {
        foreach (var (_, _, mixed) in blocks)
        {
            mixed.UseBest();
        }
    }

    /// <summary>The next passes run a genotype of these pools, with the shared weights.</summary>
    /// <param name="genotype">One operation for each block.</param>
    /// <exception cref="UsageException">It is of other pools or of another number of blocks.</exception>
    public void Use(MmNasGenotype genotype)
    {
        var names = genotype.Encoder.Concat(genotype.Decoder).ToList();
        if (genotype.Encoder.Length != blocks.Count(b => b.Encoder) || names.Count != blocks.Count || names.Any(n => n.Length != 1))
        {
            throw new UsageException(
                $"This genotype has {genotype.Encoder.Length} and {genotype.Decoder.Length} blocks; the search has "
                + $"{blocks.Count(b => b.Encoder)} and {blocks.Count(b => !b.Encoder)}, with one operation in each.");
        }

        var chosen = blocks.Select((b, i) => b.Mixed.Names.ToList().IndexOf(names[i][0])).ToList();
        if (chosen.IndexOf(-1) is >= 0 and var missing)
        {
            throw new UsageException(
                $"{names[missing][0]} is not among the operations of this search: {string.Join(", ", blocks[missing].Mixed.Names)}.");
        }

        for (var i = 0; i < chosen.Count; i++)
        {
            blocks[i].Mixed.Choose(GateMode.Weights, chosen[i]);
        }
    }

    /// <summary>
    /// Whether weights record gradients; the logits always do in modes that need them. Steps of the architecture are faster without, and
    /// no other number changes.
    /// </summary>
    /// <param name="weights">Whether.</param>
    public void Record(bool weights) => Network.RequireGradients(weights);

    /// <summary>After a backward pass in mode Full or Two: the logits' gradients from the gates'.</summary>
    public void ArchitectureGradients()
    {
        foreach (var (_, _, mixed) in blocks)
        {
            mixed.ArchitectureGradient();
        }
    }

    /// <summary>After the logits' step in mode Two: keeps the probabilities of what did not take part. Nothing in other modes.</summary>
    public void Rescale()
    {
        foreach (var (_, _, mixed) in blocks)
        {
            mixed.Rescale();
        }
    }

    /// <summary>
    /// Gives weights without a gradient a zero one, as the published code does: its optimizer then moves what was not drawn by its
    /// momentum too.
    /// </summary>
    public void TouchWeights()
    {
        using var scope = new TensorScope();
        foreach (var (_, weight) in Network.NamedParameters().Where(p => p.Tensor.Grad is null))
        {
            weight.Grad = weight.ZerosLike();
        }
    }

    /// <summary>The likeliest operation of each block.</summary>
    public MmNasGenotype Genotype()
    {
        return MmNasGenotype.Of(Best(encoder: true), Best(encoder: false));

        IEnumerable<string> Best(bool encoder) => blocks.Where(b => b.Encoder == encoder).Select(b =>
        {
            var probabilities = b.Mixed.Probabilities();
            return b.Mixed.Names[Array.IndexOf(probabilities, probabilities.Max())];
        });
    }

    /// <summary>The probabilities of all operations now, for the log.</summary>
    public IReadOnlyList<ProbabilityGroup> Probabilities() =>
        [.. blocks.Select(b => new ProbabilityGroup(
            b.Encoder ? "encoder" : "decoder", $"{(b.Encoder ? "Encoder" : "Decoder")} {b.Block + 1}", b.Mixed.Names, b.Mixed.Probabilities()))];

    /// <summary>Moves weights and logits to a device. Create optimizers afterwards.</summary>
    /// <param name="device">Where to.</param>
    public void MoveTo(Device device)
    {
        Network.MoveTo(device);
        foreach (var (_, _, mixed) in blocks)
        {
            mixed.MoveLogits(device);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static string Name((bool Encoder, int Block, MixedBlock Mixed) block) => string.Create(
        CultureInfo.InvariantCulture, $"backnone.cells_{(block.Encoder ? "enc" : "dec")}.0.dag.{block.Block}.0.alpha_prob");

    private void Start(Tensor alpha, AlphaStart start, bool encoder, int block, NetworkRandom random)
    {
        using var noGrad = Autograd.NoGrad();
        if (start == AlphaStart.Normal)
        {
            alpha.FillNormal(0, NormalScale, random.Initial);
            return;
        }

        var prior = pools.Prior(encoder, block);
        alpha.Fill(prior < 0 ? 0 : -1);
        if (prior >= 0)
        {
            using var scope = new TensorScope();
            alpha.Select(0, prior).Fill(1);
        }
    }
}
