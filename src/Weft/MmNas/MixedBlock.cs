using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>What a mixed block runs.</summary>
public enum GateMode
{
    /// <summary>The active candidate alone: steps of the weights, and evaluation.</summary>
    Weights,

    /// <summary>
    /// All candidates; the output is the active one's, and gradients reach every gate: published steps of the architecture.
    /// </summary>
    Full,

    /// <summary>Two candidates; gradients reach their gates. In the published code, but not used there.</summary>
    Two,
}

/// <summary>
/// A block of the search (specification 3.2): one candidate is active at a time, drawn by the softmax of the architecture logits, and
/// gates receive the gradients of the logits.
/// </summary>
/// <remarks>
/// Candidates that are not active run without recording, as the published code detaches what they make; the output is the active one's,
/// to which the others' part is added as zero times their outputs.
/// </remarks>
public sealed class MixedBlock : BlockOperation
{
    private readonly ModuleList<BlockOperation> candidates;
    private readonly Tensor gates;
    private int[] taking = [0];
    private float[] before = [];

    /// <summary>Creates the candidates; the logits are zero and the first is active.</summary>
    /// <param name="names">The candidates, in the order of the logits.</param>
    /// <param name="sizes">The network's sizes.</param>
    /// <param name="random">Initial values and masks.</param>
    /// <exception cref="UsageException">There is no candidate, or an unknown one.</exception>
    public MixedBlock(IReadOnlyList<string> names, MmNasSizes sizes, NetworkRandom random)
    {
        if (names.Count == 0)
        {
            throw new UsageException("A block of the search needs at least one candidate operation.");
        }

        Names = names;
        candidates = AddPart(
            "candidate_ops", new ModuleList<BlockOperation>(names.Select(name => BlockOperations.Create(name, sizes, random))));
        Alpha = Leaf(names.Count);
        gates = Leaf(names.Count);
    }

    /// <summary>The candidates' names, in the order of the logits.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The candidates.</summary>
    public IReadOnlyList<BlockOperation> Candidates => candidates;

    /// <summary>The architecture logits, [candidates]: a leaf that is not among the parameters.</summary>
    public Tensor Alpha { get; }

    /// <summary>The index of the active candidate.</summary>
    public int Active { get; private set; }

    /// <summary>What runs.</summary>
    public GateMode Mode { get; private set; }

    /// <inheritdoc/>
    public override bool ReadsOther => taking.Any(i => candidates[i].ReadsOther);

    /// <inheritdoc/>
    public override bool TakesPacked => candidates.All(candidate => candidate.TakesPacked);

    /// <inheritdoc/>
    public override IEnumerable<Linear> RelationReaders => taking.SelectMany(i => candidates[i].RelationReaders);

    /// <inheritdoc/>
    public override bool MayReadRelations => candidates.Any(candidate => candidate.MayReadRelations);

    /// <inheritdoc/>
    public override bool MayReadPadding => candidates.Any(candidate => candidate.MayReadPadding);

    /// <summary>Draws the active candidate by the probabilities; in mode Two first a pair without replacement, then one of it.</summary>
    /// <param name="mode">What the next passes run.</param>
    /// <param name="state">The stream of random numbers; advanced.</param>
    public void Draw(GateMode mode, ref ulong state)
    {
        var probabilities = Probabilities();
        if (mode != GateMode.Two || Names.Count < 2)
        {
            Choose(mode, Multinomial.Draw(probabilities, ref state));
            return;
        }

        var first = Multinomial.Draw(probabilities, ref state);
        var rest = probabilities.ToArray();
        rest[first] = 0;
        var second = Multinomial.Draw(rest, ref state);
        var active = Multinomial.Draw([probabilities[first], probabilities[second]], ref state) == 0 ? first : second;
        Choose(mode, active, active == first ? second : first);
    }

    /// <summary>Makes the likeliest candidate active, alone.</summary>
    public void UseBest()
    {
        var probabilities = Probabilities();
        Choose(GateMode.Weights, Array.IndexOf(probabilities, probabilities.Max()));
    }

    /// <summary>Makes a candidate active.</summary>
    /// <param name="mode">What the next passes run.</param>
    /// <param name="active">Its index.</param>
    /// <param name="partner">In mode Two the index of the other one.</param>
    public void Choose(GateMode mode, int active, int? partner = null)
    {
        Mode = mode;
        Active = active;
        taking = mode switch
        {
            GateMode.Full => [.. Enumerable.Range(0, Names.Count)],
            GateMode.Two when partner is { } other => [active, other],
            _ => [active],
        };

        // Here and not in each pass: several passes may share one backward pass, for which gates must stay as they were.
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        gates.Grad = null;
        gates.Zero();
        gates.Select(0, active).Fill(1);
    }

    /// <inheritdoc/>
    public override Tensor Forward(BlockInput input)
    {
        var output = candidates[Active].Forward(input);
        if (Mode == GateMode.Weights)
        {
            return output;
        }

        var mixed = output * gates.Select(0, Active);
        foreach (var i in taking.Where(i => i != Active))
        {
            mixed += Quietly(candidates[i], input) * gates.Select(0, i);
        }

        return mixed;
    }

    /// <summary>The probabilities of the candidates now.</summary>
    public double[] Probabilities()
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        return Alpha.To(DType.Float64).Softmax(-1).ToArray<double>();
    }

    /// <summary>Moves the logits and gates to a device; weights move with the network.</summary>
    internal void MoveLogits(Device device)
    {
        Alpha.MoveTo(device);
        gates.MoveTo(device);
    }

    /// <summary>After a backward pass: the logits' gradient from the gates', over those candidates that ran. Zero for others.</summary>
    internal void ArchitectureGradient()
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var indices = Tensor.From([.. taking.Select(i => (long)i)], taking.Length);
        indices = Alpha.Device.IsCpu ? indices : indices.To(Alpha.Device);
        var logits = Alpha.IndexSelect(0, indices);
        before = logits.ToArray<float>();
        var gate = (gates.Grad ?? gates.ZerosLike()).IndexSelect(0, indices);
        var p = logits.Softmax(-1);
        Alpha.Grad = Alpha.ZerosLike().ScatterAdd(0, indices, p * (gate - (gate * p).Sum()));
        gates.Grad = null;
    }

    /// <summary>
    /// After an optimizer's step in mode Two: moves both logits so that the probabilities of all others are what they were.
    /// </summary>
    internal void Rescale()
    {
        if (Mode != GateMode.Two || taking.Length < 2)
        {
            return;
        }

        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var values = Alpha.ToArray<float>();
        var shift = LogSumExp(taking.Select(i => (double)values[i])) - LogSumExp(before.Select(v => (double)v));
        foreach (var i in taking)
        {
            values[i] -= (float)shift;
        }

        Alpha.CopyFrom(Tensor.From(values, values.Length));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Alpha.Dispose();
        gates.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Quietly(BlockOperation candidate, BlockInput input)
    {
        using var noGrad = Autograd.NoGrad();
        return TensorScope.Run(() => candidate.Forward(input));
    }

    private static double LogSumExp(IEnumerable<double> values) => Math.Log(values.Sum(Math.Exp));

    private static Tensor Leaf(int count)
    {
        var leaf = Tensor.Zeros([count]).Unscoped();
        leaf.RequiresGrad = true;
        return leaf;
    }
}
