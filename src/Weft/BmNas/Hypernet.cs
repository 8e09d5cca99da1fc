using Weft.BmNas.Operations;
using Weft.Runs;
using Weft.Search;
using Weft.Torch;

namespace Weft.BmNas;

/// <summary>The network that holds every choice at once (specification 1.6 and 1.7; paper, section 3).</summary>
/// <remarks>
/// x and y of a cell are the same tensor during search, so each operation is applied to one state
/// (<see cref="FusionOperation.ForwardSame"/>), and the two first lower edges act as one with the sum of their weights. Both are exact.
/// </remarks>
public sealed class Hypernet : FusionNetwork, ISupernet
{
    /// <summary>What the names of reshape layers' parameters begin with.</summary>
    public const string ReshapePrefix = "reshape_layers.";

    private readonly IReadOnlyList<Tap> taps;
    private readonly BmNasShape shape;
    private readonly IReadOnlyList<string> operations;
    private readonly ReshapeLayer[] reshape;
    private readonly SearchCell[] cells;
    private readonly FusionHead head;
    private bool recordArchitecture = true;

    /// <summary>Creates a fresh hypernet.</summary>
    /// <param name="taps">The inputs.</param>
    /// <param name="shape">The fusion part's size.</param>
    /// <param name="operations">The operations in the order of γ.</param>
    /// <param name="classes">Number of logits.</param>
    /// <param name="random">Initial values and masks.</param>
    public Hypernet(IReadOnlyList<Tap> taps, BmNasShape shape, IReadOnlyList<string> operations, int classes, NetworkRandom random)
    {
        this.taps = taps;
        this.shape = shape;
        this.operations = operations;
        reshape = [.. taps.Select((tap, i) => AddPart($"{ReshapePrefix}{i}", new ReshapeLayer(tap.Channels, shape, random)))];
        cells = [.. Enumerable.Range(0, shape.Cells).Select(i =>
            AddPart(FusionHead.CellName(i), new SearchCell(shape, operations, random)))];
        head = AddPart(string.Empty, new FusionHead(shape.Channels, shape.Length, shape.OutputCells, classes, random.Initial));
        Architecture = new ArchitectureParameters(taps.Count, shape, operations.Count, random.Initial);
    }

    /// <summary>α, β and γ.</summary>
    public ArchitectureParameters Architecture { get; }

    /// <inheritdoc/>
    public FusionNetwork Network => this;

    /// <inheritdoc/>
    IReadOnlyList<(string Name, Tensor Tensor)> ISupernet.ArchitectureParameters => Architecture.Named;

    /// <inheritdoc/>
    void ISupernet.MoveTo(Device device)
    {
        MoveTo(device);
        Architecture.MoveTo(device);
    }

    /// <inheritdoc/>
    public void Record(bool weights, bool architecture)
    {
        RequireGradients(weights);
        recordArchitecture = architecture;
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> taps)
    {
        var inputs = new Tensor[reshape.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = reshape[i].Forward(taps[i]);
        }

        var states = new WeightedStates(inputs);
        var alpha = Coefficients.OfSkip(Architecture.Alpha, recordArchitecture);
        var offset = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var input = states.Combine(alpha, offset);
            offset += states.Count;
            var beta = Coefficients.OfSkip(Architecture.Beta[i], recordArchitecture);
            var gamma = Coefficients.OfOperations(Architecture.Gamma[i], recordArchitecture);
            states.Add(cells[i].Forward(input, beta, gamma));
        }

        return head.Forward(states.Last(shape.OutputCells));
    }

    /// <inheritdoc/>
    public IGenotype Decode() =>
        GenotypeDecoder.Decode(Architecture.Strengths(), [.. taps.Select(t => t.Label)], operations, shape.OutputCells, shape.OutputSteps);

    /// <inheritdoc/>
    public IReadOnlyList<ProbabilityGroup> Probabilities()
    {
        var strengths = Architecture.Strengths();
        var groups = new List<ProbabilityGroup>();
        var offset = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var labels = taps.Select(t => t.Label).Concat(Enumerable.Range(1, i).Select(c => $"cell {c}")).ToList();
            groups.Add(new("alpha", $"Cell {i + 1}: inputs", labels, Doubles(strengths.Alpha.AsSpan(offset, labels.Count))));
            offset += labels.Count;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            var inner = 0;
            for (var s = 0; s < shape.Steps; s++)
            {
                string[] labels = ["x", "y", .. Enumerable.Range(1, s).Select(t => $"step {t}")];
                groups.Add(new("beta", $"Cell {i + 1}, step {s + 1}: inputs", labels, Doubles(strengths.Beta[i].AsSpan(inner, labels.Length))));
                groups.Add(new("gamma", $"Cell {i + 1}, step {s + 1}: operation", operations, Doubles(strengths.Gamma[i][s])));
                inner += labels.Length;
            }
        }

        return groups;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Architecture.Dispose();
        base.Dispose(disposing);
    }

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
        {
            doubles[i] = values[i];
        }

        return doubles;
    }
}
