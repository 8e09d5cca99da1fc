using Shouldly;
using Weft.Data.AvMnist;
using Weft.Testing;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.AvMnist;

public sealed class PcaEnergyTests
{
    private const int Width = 12;

    [Fact]
    public void Ratios_and_reconstructions_are_those_of_the_reference()
    {
        using var file = new NpzReader(TestPaths.Golden("mfas", "avmnist_gen.npz"));
        var images = file.Read("pca_in").As<byte>().ToArray();
        var pca = PcaEnergy.Fit(images, Width);
        var sum = 0.0;
        var ratios = file.Read("pca_explained_ratio").As<double>();
        for (var i = 0; i < Width; i++)
        {
            pca.Cumulative[i].ShouldBe(sum += ratios[i], 1e-9);
        }

        var kept = pca.Components(0.25, Compatibility.Reference);
        ((long)kept).ShouldBe(file.Read("pca_v2_n_comp").As<long>()[0]);
        Matches(kept, file.Read("pca_v2_reconstruction").As<double>());

        // The older recipe keeps a quarter of the number of components.
        Matches(Width / 4, file.Read("pca_v1_reconstruction").As<double>());

        void Matches(int components, ReadOnlySpan<double> expected)
        {
            var result = new float[Width];
            for (var image = 0; image < images.Length / Width; image++)
            {
                pca.Reconstruct(images.AsSpan(image * Width, Width), components, result);
                for (var i = 0; i < Width; i++)
                {
                    ((double)result[i]).ShouldBe(expected[(image * Width) + i], 1e-4, $"image {image}, value {i}");
                }
            }
        }
    }

    [Fact]
    public void The_two_rules_choose_as_described()
    {
        // Three uncorrelated pixels with variances 4 : 2 : 2.
        byte[] images = [2, 0, 0, 2, 2, 2, 0, 2, 0, 0, 0, 2];
        var pca = PcaEnergy.Fit(images, 3);
        pca.Components(1, Compatibility.Sound).ShouldBe(3);
        var first = pca.Cumulative[0];
        pca.Components(first - 0.01, Compatibility.Sound).ShouldBe(1);
        pca.Components(first + 0.01, Compatibility.Sound).ShouldBe(2);
        pca.Components(first + 0.01, Compatibility.Reference).ShouldBe(1);
        Should.Throw<UsageException>(() => pca.Components(first - 0.01, Compatibility.Reference))
            .Message.ShouldContain("set energy higher");
        Should.Throw<UsageException>(() => pca.Components(0, Compatibility.Sound)).Message.ShouldContain("energy is 0");
    }

    [Fact]
    public void All_components_give_the_image_without_its_mean()
    {
        var random = new Random(1);
        var images = new byte[50 * Width];
        random.NextBytes(images);
        var pca = PcaEnergy.Fit(images, Width);
        var result = new float[Width];
        pca.Reconstruct(images.AsSpan(0, Width), Width, result);
        for (var i = 0; i < Width; i++)
        {
            var mean = Enumerable.Range(0, 50).Average(image => images[(image * Width) + i]);
            result[i].ShouldBe((float)(images[i] - mean), 1e-3f);
        }
    }

    [Fact]
    public void The_covariance_of_many_images_is_exact()
    {
        // More than one block of 256, the last one not full.
        const int count = 700;
        var images = new byte[count * Width];
        new Random(2).NextBytes(images);
        var covariance = PixelCovariance.Compute(images, Width, out var mean);
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                var expected = Enumerable.Range(0, count).Sum(n => (images[(n * Width) + i] - mean[i]) * (images[(n * Width) + j] - mean[j])) / (count - 1);
                covariance[(i * Width) + j].ShouldBe(expected, 1e-8 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void MNIST_keeps_four_components_or_three()
    {
        var folder = TestPaths.Data("mnist");
        if (folder is null)
        {
            Assert.Skip("MNIST is absent: skipped");
        }

        // The first 8,000 images give the published shares within a hundredth.
        var pca = PcaEnergy.Fit(MnistFiles.ReadTrain(folder).Images.AsMemory(0, 8000 * MnistPart.Pixels), MnistPart.Pixels);
        pca.Components(0.25, Compatibility.Sound).ShouldBe(4);
        pca.Components(0.25, Compatibility.Reference).ShouldBe(3);
        double[] published = [0.097, 0.168, 0.230, 0.284];
        for (var i = 0; i < published.Length; i++)
        {
            pca.Cumulative[i].ShouldBe(published[i], 0.01);
        }
    }

    [Fact]
    public void Equal_images_have_nothing_to_keep() =>
        Should.Throw<UsageException>(() => PcaEnergy.Fit(new byte[5 * Width], Width))
            .Message.ShouldContain("All training images are equal");
}
