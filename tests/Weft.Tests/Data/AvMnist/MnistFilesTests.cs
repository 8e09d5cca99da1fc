using Shouldly;
using Weft.Data.AvMnist;
using Weft.Testing;
using Weft.Torch;

namespace Weft.Tests.Data.AvMnist;

public sealed class MnistFilesTests
{
    [Fact]
    public void MNIST_is_what_was_published()
    {
        var folder = TestPaths.Data("mnist");
        if (folder is null)
        {
            Assert.Skip("MNIST is absent: skipped");
        }

        var train = MnistFiles.ReadTrain(folder);
        train.Count.ShouldBe(60_000);
        train.Labels[..10].ShouldBe([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
        (train.Images.Average(pixel => (double)pixel) / 255).ShouldBe(0.1307, 1e-4);
        var test = MnistFiles.ReadTest(folder);
        test.Count.ShouldBe(10_000);
        test.Labels[..10].ShouldBe([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    }

    [Fact]
    public void Files_that_do_not_fit_are_named()
    {
        using var small = new SmallSources();
        var labels = Path.Combine(small.Mnist, "train-labels-idx1-ubyte");
        File.WriteAllBytes(labels, SmallSources.Idx(new byte[59], 59));
        Should.Throw<InvalidFileException>(() => MnistFiles.ReadTrain(small.Mnist))
            .Message.ShouldContain("holds [59] labels, but train-images-idx3-ubyte holds 60");
        File.WriteAllBytes(labels, SmallSources.Idx([.. new byte[59], 10], 60));
        Should.Throw<InvalidFileException>(() => MnistFiles.ReadTrain(small.Mnist)).Message.ShouldContain("has the label 10 at index 59");
        File.WriteAllBytes(Path.Combine(small.Mnist, "train-images-idx3-ubyte"), SmallSources.Idx(new byte[4], 1, 2, 2));
        Should.Throw<InvalidFileException>(() => MnistFiles.ReadTrain(small.Mnist))
            .Message.ShouldContain("images of MNIST are [count, 28, 28]");
        File.Delete(labels);
        Should.Throw<InvalidFileException>(() => MnistFiles.ReadTrain(small.Mnist)).Message.ShouldContain("eng/fetch-mnist.sh");
        MnistFiles.ReadTest(small.Mnist).Count.ShouldBe(20);
    }
}
