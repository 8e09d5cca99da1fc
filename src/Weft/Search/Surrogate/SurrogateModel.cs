using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Search.Surrogate;

/// <summary>
/// Predicts a score from a genotype's rows (MFAS specification 1.5): each row is taken as plain numbers, embedded, read by an LSTM, and
/// the last state becomes a number between 0 and 1. State names are the published ones.
/// </summary>
public sealed class SurrogateModel : Module
{
    private const double WeightBound = 0.1;
    private const double InitialBias = 1.8;

    private readonly Sequential embedding;
    private readonly Lstm lstm;
    private readonly Linear output;

    /// <summary>Creates the model; its first predictions are about 0.85.</summary>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="hidden">Width of the embedding and of the state; 100 as published.</param>
    /// <param name="generator">Draws initial values.</param>
    public SurrogateModel(int width, int hidden, Generator generator)
    {
        var input = new Linear(width, hidden, generator);
        embedding = AddPart("embedding", new Sequential(input, Activation.Sigmoid()));
        lstm = AddPart("lstm", new Lstm(hidden, hidden, generator));
        output = AddPart("hid2val", new Linear(hidden, 1, generator));
        Fill(input, generator);
        Fill(output, generator);
    }

    /// <summary>[length, batch, width] to [batch, 1].</summary>
    public Tensor Forward(Tensor rows)
    {
        var (_, state, _) = lstm.Forward(embedding.Forward(rows));
        return output.Forward(state.Select(0, 0)).Sigmoid();
    }

    private static void Fill(Linear layer, Generator generator)
    {
        using var noGrad = Autograd.NoGrad();
        layer.Weight.FillUniform(-WeightBound, WeightBound, generator);
        layer.Bias!.Fill(InitialBias);
    }
}
