using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>One modality of a network that runs encoders.</summary>
/// <param name="Name">The modality.</param>
/// <param name="Encoder">Its encoder; null where cached taps and logits stand in for it, because they are the same numbers.</param>
/// <param name="Taps">How many taps it has.</param>
public sealed record LiveInput(string Name, Encoder? Encoder, int Taps);

/// <summary>Encoders and the network that fuses their taps as one, on the samples themselves (MFAS specification 4, stage 2).</summary>
public sealed class LiveNetwork : FusionNetwork
{
    /// <summary>What stands before the names of the fusion part's parameters.</summary>
    public const string FusionPrefix = "fusion";

    private readonly IReadOnlyList<LiveInput> inputs;
    private readonly TapPooling pooling;
    private readonly FusionNetwork fusion;

    /// <summary>Joins networks, which it then owns.</summary>
    /// <param name="inputs">One for each modality, in the order of the taps.</param>
    /// <param name="pooling">How taps are pooled.</param>
    /// <param name="fusion">The network over the taps.</param>
    public LiveNetwork(IReadOnlyList<LiveInput> inputs, TapPooling pooling, FusionNetwork fusion)
    {
        this.inputs = inputs;
        this.pooling = pooling;
        this.fusion = AddPart(FusionPrefix, fusion);
        foreach (var (name, encoder, _) in inputs)
        {
            if (encoder is not null)
            {
                AddPart($"encoders.{name}", encoder);
            }
        }
    }

    /// <summary>Keep the encoders in evaluation mode while the fusion part trains; false by default.</summary>
    public bool EncodersEvaluate { get; set; }

    /// <summary>The encoders' parameters.</summary>
    public IEnumerable<Tensor> EncoderParameters => Encoders.SelectMany(e => e.Parameters());

    /// <summary>The fusion part's parameters.</summary>
    public Tensor[] FusionParameters => fusion.Parameters();

    private IEnumerable<Encoder> Encoders => inputs.Where(i => i.Encoder is not null).Select(i => i.Encoder!);

    /// <summary>
    /// Chooses whether gradients of the encoders' weights are computed. Where no optimizer owns them they change no number; the published
    /// search computes them all the same.
    /// </summary>
    /// <param name="on">Whether.</param>
    public void RecordEncoders(bool on)
    {
        foreach (var encoder in Encoders)
        {
            encoder.RequireGradients(on);
        }
    }

    /// <summary>The fusion network's logits alone.</summary>
    /// <param name="taps">The samples, as <see cref="Outputs"/> takes them.</param>
    public override Tensor Forward(IReadOnlyList<Tensor> taps) => Outputs(taps).Fused;

    /// <summary>The fusion network's logits and each encoder's own.</summary>
    /// <param name="samples">
    /// For each modality the samples, or, where it has no encoder here, the cached taps and behind them the logits; or taps and logits of all
    /// modalities, where all of a split are cached.
    /// </param>
    public (Tensor Fused, Tensor[] Modalities) Outputs(IReadOnlyList<Tensor> samples)
    {
        var allCached = samples.Count == inputs.Sum(i => i.Taps + 1);
        foreach (var encoder in EncodersEvaluate ? Encoders : [])
        {
            encoder.Eval();
        }

        var taps = new List<Tensor>();
        var logits = new List<Tensor>();
        var next = 0;
        foreach (var input in inputs)
        {
            if (!allCached && input.Encoder is { } encoder)
            {
                var output = encoder.Forward(samples[next++]);
                taps.AddRange(output.Taps.Select(pooling.Apply));
                logits.Add(output.Logits);
            }
            else
            {
                taps.AddRange(Enumerable.Range(next, input.Taps).Select(i => samples[i]));
                logits.Add(samples[next + input.Taps]);
                next += input.Taps + 1;
            }
        }

        return (fusion.Forward(taps), [.. logits]);
    }
}
