using Weft.Torch;

namespace Weft.Cdar;

/// <summary>
/// Contrastive losses: features of the same class, or of the same sample, are pulled together and all others pushed away (CDAR
/// specification 2.6; Khosla et al., 2020).
/// </summary>
public static class SupervisedContrast
{
    /// <summary>Contrasts features.</summary>
    /// <param name="features">[rows, channels], of length 1; views of a sample stand together.</param>
    /// <param name="groups">[rows] Int64: rows of the same number belong together.</param>
    /// <param name="temperature">What similarities are divided by, above 0.</param>
    /// <returns>
    /// The mean over rows of the mean negative logarithm of the probability of the row's partners among all other rows; a scalar. Rows
    /// without partners count as 0.
    /// </returns>
    public static Tensor Loss(Tensor features, Tensor groups, double temperature)
    {
        using var scope = new TensorScope();
        var rows = features.Size(0);
        var self = Tensor.Eye(rows, DType.Bool, features.Device);
        var partners = groups.Unsqueeze(0).Eq(groups.Unsqueeze(1)).And(self.Not()).To(features.DType);

        // Similarities are at most 1 over the temperature: no exponent needs the row's maximum taken off beforehand, as the softmax does it.
        var similarities = features.MatMul(features.Transpose(0, 1)) / temperature;
        var log = similarities.MaskedFill(self, double.NegativeInfinity).LogSoftmax(1).MaskedFill(self, 0);
        return scope.Keep(-((log * partners).Sum([1]) / partners.Sum([1]).Clamp(min: 1)).Mean());
    }

    /// <summary>Which sample each row is a view of.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="views">Views of a sample, which stand together.</param>
    /// <param name="device">Where the numbers lie.</param>
    /// <returns>[rows] Int64.</returns>
    public static Tensor Samples(long rows, long views, Device device) =>
        TensorScope.Run(() => Repeat(Tensor.Arange(0, rows / views, device: device), views));

    /// <summary>Gives each view its sample's number.</summary>
    /// <param name="numbers">[samples].</param>
    /// <param name="views">Views of a sample, which stand together.</param>
    /// <returns>[samples x views].</returns>
    public static Tensor Repeat(Tensor numbers, long views) => numbers.Unsqueeze(1).Expand(numbers.Size(0), views).Flatten();

    /// <summary>
    /// The semi-supervised contrast of GCD4DA: by labels within the source, by views within each domain; the domains are never contrasted
    /// with each other.
    /// </summary>
    /// <param name="source">[rows, numbers] of the source, of any length; views of a sample stand together.</param>
    /// <param name="target">[rows, numbers] of the target.</param>
    /// <param name="labels">[source samples] Int64.</param>
    /// <param name="settings">Ratio and temperature.</param>
    /// <param name="views">Views of a sample; 2.</param>
    /// <returns>Ratio x the contrast by labels, and (1 - ratio) x the sum of those by views.</returns>
    public static (Tensor ByLabels, Tensor ByViews) SemiSupervised(
        Tensor source, Tensor target, Tensor labels, ContrastSettings settings, long views = 2)
    {
        var (ours, theirs) = (Normalise(source), Normalise(target));
        var byLabels = Loss(ours, Repeat(labels, views), settings.Temperature);
        var byViews = Loss(ours, Samples(ours.Size(0), views, ours.Device), settings.Temperature)
            + Loss(theirs, Samples(theirs.Size(0), views, theirs.Device), settings.Temperature);
        return (byLabels * settings.Ratio, byViews * (1 - settings.Ratio));
    }

    /// <summary>Rows of length 1.</summary>
    /// <param name="features">[rows, channels]; rows shorter than 1e-12 are divided by that.</param>
    public static Tensor Normalise(Tensor features) => features / features.Norm([1], keepDim: true).Clamp(min: 1e-12);
}
