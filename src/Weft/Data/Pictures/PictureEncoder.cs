using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.Data.Pictures;

/// <summary>
/// A small convolutional network from a picture to a vector: four convolutions, each with batch norm and ReLU, of which the first halves
/// the picture and the second and third are followed by a halving maximum; then means over a few cells, and one linear layer. Its output
/// is a sum over the cells, so that each cell's part of it can be told.
/// </summary>
internal sealed class PictureEncoder : Module
{
    private readonly Convolution[] convolutions;
    private readonly BatchNorm[] norms;
    private readonly Dropout dropout;
    private readonly Linear head;
    private readonly int cells;

    /// <summary>Creates it with fresh weights.</summary>
    /// <param name="recipe">Its sizes.</param>
    /// <param name="width">Numbers of the output.</param>
    /// <param name="random">Initial values and masks; must outlive it.</param>
    public PictureEncoder(PictureEncoderRecipe recipe, int width, NetworkRandom random)
    {
        var channels = recipe.Channels;
        cells = recipe.Cells;
        (convolutions, norms) = (new Convolution[channels.Count], new BatchNorm[channels.Count]);
        for (var k = 0; k < channels.Count; k++)
        {
            var (inputs, kernel, stride) = k == 0 ? (3, 5, 2) : (channels[k - 1], 3, 1);
            convolutions[k] = AddPart(
                $"conv{k + 1}", new Conv2d(inputs, channels[k], kernel, random.Initial, stride, kernel / 2, withBias: false));
            norms[k] = AddPart($"bn{k + 1}", new BatchNorm(channels[k]));
        }

        dropout = AddPart("dropout", new Dropout(recipe.Dropout, random.Noise));
        head = AddPart("head", new Linear(channels[^1] * cells * cells, width, random.Initial));
    }

    /// <summary>The vectors of pictures.</summary>
    /// <param name="pictures">[batch, 3, height, width], from -1 to 1.</param>
    /// <returns>[batch, output].</returns>
    public Tensor Forward(Tensor pictures) => head.Forward(dropout.Forward(Cells(pictures).Flatten(1)));

    /// <summary>The vectors of pictures, and what each cell adds to them.</summary>
    /// <param name="pictures">[batch, 3, height, width], from -1 to 1.</param>
    /// <returns>[batch, 1 + cells, output]: first the whole, then the cells row by row, which with the bias add up to it.</returns>
    public Tensor Parts(Tensor pictures)
    {
        var values = Cells(pictures);
        var weight = head.Weight.Reshape(head.Weight.Size(0), values.Size(1), cells, cells);
        var parts = Tensor.Einsum("nchw,pchw->nhwp", values, weight).Flatten(1, 2);
        return Tensor.Cat([parts.Sum([1], keepDim: true) + head.Bias!, parts], 1);
    }

    private Tensor Cells(Tensor pictures)
    {
        var state = pictures;
        for (var k = 0; k < convolutions.Length; k++)
        {
            state = norms[k].Forward(convolutions[k].Forward(state)).Relu();
            state = k is 1 or 2 ? state.MaxPool([2, 2], [2, 2], [0, 0]) : state;
        }

        return state.AdaptiveAvgPool(cells, cells);
    }
}
