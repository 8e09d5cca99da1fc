using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Cdar;

/// <summary>A second classifier that learns evidence for the classes (CDAR specification 2.4, 2.6). Its parameters are those of <c>fc</c>.</summary>
public sealed class EvidenceHead : Module
{
    private readonly Linear linear;
    private readonly EvidenceLoss loss = new();

    /// <summary>Creates the classifier with PyTorch's initial values.</summary>
    /// <param name="channels">Numbers of a feature.</param>
    /// <param name="classes">Known classes.</param>
    /// <param name="initial">Draws initial values.</param>
    public EvidenceHead(int channels, int classes, Generator initial) => linear = AddPart("fc", new Linear(channels, classes, initial));

    /// <summary>Learns evidence for the source's labels.</summary>
    /// <param name="features">[rows, channels], of the source.</param>
    /// <param name="labels">[rows] Int64.</param>
    /// <param name="place">Where the training is.</param>
    /// <returns>Terms of the loss by name.</returns>
    public IReadOnlyList<(string Name, Tensor Value)> Loss(Tensor features, Tensor labels, TrainingPlace place) =>
        loss.Terms(linear.Forward(features), labels, place);
}
