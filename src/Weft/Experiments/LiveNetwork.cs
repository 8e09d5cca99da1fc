using Weft.Data.Features;
using Weft.Encoders;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments;

/// <summary>Encoders and the network that fuses their taps as one, on the samples themselves (MFAS specification 4, stage 2).</summary>
public sealed class LiveNetwork : FusionNetwork
{
    private readonly IReadOnlyList<Encoder> encoders;
    private readonly TapPooling pooling;
    private readonly FusionNetwork fusion;

    /// <summary>Joins networks, which it then owns.</summary>
    /// <param name="encoders">One for each modality, in the order of the taps.</param>
    /// <param name="names">The modalities' names.</param>
    /// <param name="pooling">How taps are pooled.</param>
    /// <param name="fusion">The network over the taps.</param>
    public LiveNetwork(IReadOnlyList<Encoder> encoders, IReadOnlyList<string> names, TapPooling pooling, FusionNetwork fusion)
    {
        this.encoders = encoders;
        this.pooling = pooling;
        this.fusion = AddPart("fusion", fusion);
        for (var m = 0; m < encoders.Count; m++)
        {
            AddPart($"encoders.{names[m]}", encoders[m]);
        }
    }

    /// <summary>Keep the encoders in evaluation mode while the fusion part trains; false by default.</summary>
    public bool EncodersEvaluate { get; init; }

    /// <summary>The encoders' parameters.</summary>
    public IEnumerable<Tensor> EncoderParameters => encoders.SelectMany(e => e.Parameters());

    /// <summary>The fusion part's parameters.</summary>
    public Tensor[] FusionParameters => fusion.Parameters();

    /// <summary>
    /// Chooses whether gradients of the encoders' weights are computed. Where no optimizer owns them they change no number; the published
    /// search computes them all the same.
    /// </summary>
    /// <param name="on">Whether.</param>
    public void RecordEncoders(bool on)
    {
        foreach (var encoder in encoders)
        {
            encoder.RequireGradients(on);
        }
    }

    /// <summary>The fusion network's logits alone.</summary>
    /// <param name="taps">The samples: one tensor for each modality.</param>
    public override Tensor Forward(IReadOnlyList<Tensor> taps) => Outputs(taps).Fused;

    /// <summary>The fusion network's logits and each encoder's own.</summary>
    /// <param name="samples">One tensor for each modality.</param>
    public (Tensor Fused, Tensor[] Modalities) Outputs(IReadOnlyList<Tensor> samples)
    {
        foreach (var encoder in EncodersEvaluate ? encoders : [])
        {
            encoder.Eval();
        }

        EncoderOutput[] outputs = [.. encoders.Select((encoder, m) => encoder.Forward(samples[m]))];
        Tensor[] taps = [.. outputs.SelectMany(o => o.Taps).Select(pooling.Apply)];
        return (fusion.Forward(taps), Array.ConvertAll(outputs, o => o.Logits));
    }
}
