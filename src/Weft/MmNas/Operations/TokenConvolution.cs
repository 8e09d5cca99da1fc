using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas.Operations;

/// <summary>A convolution over neighbouring tokens. In the published pool but in no published space; it masks nothing.</summary>
[BlockOperation("std_conv_3", Size = 3, ReadsPadding = true)]
[BlockOperation("std_conv_5", Size = 5, ReadsPadding = true)]
[BlockOperation("std_conv_7", Size = 7, ReadsPadding = true)]
[BlockOperation("std_conv_11", Size = 11, ReadsPadding = true)]
public sealed class TokenConvolution : ResidualBlock
{
    private readonly Conv1d convolution;

    /// <summary>Creates the operation.</summary>
    public TokenConvolution(BlockSettings settings, NetworkRandom random)
        : base(settings, random) =>
        convolution = AddPart("conv", Create(settings.Sizes.Hidden, settings.Size, 1, random));

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) => convolution.Forward(input.Own.Transpose(1, 2)).Transpose(1, 2);

    /// <summary>A convolution that keeps the length, with the published initial values: Kaiming's normal, biases zero.</summary>
    internal static Conv1d Create(int width, int kernel, int groups, NetworkRandom random)
    {
        var created = new Conv1d(width, width, kernel, random.Initial, padding: kernel / 2, groups: groups);
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        created.Weight.CopyFrom(Initializers.KaimingNormal(created.Weight.Shape, random.Initial));
        created.Bias!.Zero();
        return created;
    }
}

/// <summary>A convolution of each channel alone, then one over the channels. In the published pool but in no published space; it masks nothing.</summary>
[BlockOperation("sep_conv_3", Size = 3, ReadsPadding = true)]
[BlockOperation("sep_conv_5", Size = 5, ReadsPadding = true)]
[BlockOperation("sep_conv_7", Size = 7, ReadsPadding = true)]
[BlockOperation("sep_conv_11", Size = 11, ReadsPadding = true)]
public sealed class SeparableTokenConvolution : ResidualBlock
{
    private readonly Conv1d depthwise;
    private readonly Conv1d pointwise;

    /// <summary>Creates the operation.</summary>
    public SeparableTokenConvolution(BlockSettings settings, NetworkRandom random)
        : base(settings, random)
    {
        var hidden = settings.Sizes.Hidden;
        depthwise = AddPart("depthwise_conv", TokenConvolution.Create(hidden, settings.Size, hidden, random));
        pointwise = AddPart("pointwise_conv", TokenConvolution.Create(hidden, 1, 1, random));
    }

    /// <inheritdoc/>
    protected override Tensor Transform(BlockInput input) =>
        pointwise.Forward(depthwise.Forward(input.Own.Transpose(1, 2))).Transpose(1, 2);
}
