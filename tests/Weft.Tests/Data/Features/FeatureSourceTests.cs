using Shouldly;
using Weft.Data;
using Weft.Data.Features;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Features;

public sealed class FeatureSourceTests
{
    [Fact]
    public void Each_sample_goes_through_all_views_and_a_batch_mixes_them()
    {
        var labels = new RowTable(NdArray.From(new long[] { 0, 1, 2, 3 }, 4));
        var source = new FeatureSource([Table(0), Table(100), Table(200)], labels);
        int[] all = [0, 1, 2, 3];
        var met = new List<float[]>();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            using var batch = source.Load(epoch, all);
            met.Add(batch.Inputs[0].ToArray<float>());
            batch.Labels.ToArray<long>().ShouldBe([0, 1, 2, 3]);
        }

        met[0].ShouldBe([0, 101, 202, 3]);
        for (var sample = 0; sample < all.Length; sample++)
        {
            met.Select(values => values[sample]).Order().ShouldBe([sample, 100 + sample, 200 + sample]);
        }
    }

    private static RowTable[] Table(float offset) => [new RowTable(NdArray.From(new[] { offset, offset + 1, offset + 2, offset + 3 }, 4, 1))];
}
