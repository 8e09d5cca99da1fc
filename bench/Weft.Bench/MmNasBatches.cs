using Weft.MmNas;
using Weft.Torch;

namespace Weft.Bench;

/// <summary>Batches of the lengths that bench/pytorch/mmnas_step.py draws too.</summary>
/// <param name="task">vqa, vgd or itm.</param>
/// <param name="batch">Samples.</param>
internal sealed class MmNasBatches(string task, int batch)
{
    private const uint Seed = 7;
    private const int RegionWidth = 2048;

    /// <summary>How many different answers there are.</summary>
    internal const int Answers = 3129;

    /// <summary>Words of a padded sample.</summary>
    private int Words => task switch { "vqa" => 14, "vgd" => 15, _ => 50 };

    /// <summary>Regions of a padded sample.</summary>
    private int Regions => task is "itm" ? 36 : 100;

    /// <summary>Different words.</summary>
    private int Vocabulary => task switch { "vqa" => 20573, "vgd" => 9000, _ => 18000 };

    /// <summary>What a network must fit.</summary>
    internal MmNasEnds Ends => new(
        task switch { "vqa" => MmNasHead.Answers, "vgd" => MmNasHead.Boxes, _ => MmNasHead.Matching },
        Vocabulary,
        RegionWidth,
        task is "vqa" ? Answers : 0);

    /// <summary>A batch.</summary>
    /// <param name="full">Whether no sample has padding; otherwise lengths are distributed as in the published data.</param>
    internal MmNasInput Draw(bool full)
    {
        using var generator = new Generator(3);
        var words = new long[batch, Words];
        var regions = Tensor.Zeros([batch, Regions, RegionWidth]);
        var geometry = Tensor.Zeros([batch, Regions, Regions, 4]);
        var sample = 0;
        foreach (var (w, r) in Lengths(full))
        {
            for (var i = 0; i < w; i++)
            {
                words[sample, i] = 3 + ((((long)sample * 7919) + (i * 104729L)) % (Vocabulary - 3));
            }

            regions.Select(0, sample).Narrow(0, 0, r).FillUniform(0, 1, generator);
            geometry.Select(0, sample).Narrow(0, 0, r).Narrow(1, 0, r).FillNormal(0, 1, generator);
            sample++;
        }

        return new MmNasInput(Tensor.From([.. words.Cast<long>()], batch, Words), regions, geometry);
    }

    private IEnumerable<(int Words, int Regions)> Lengths(bool full)
    {
        long state = Seed;
        double Next()
        {
            state = ((state * 1103515245) + 12345) % 2147483648;
            return state / 2147483648.0;
        }

        for (var i = 0; i < batch; i++)
        {
            var (a, b, v) = (Next(), Next(), Next());
            var u = (a + b + v) / 3;
            yield return (full, task) switch
            {
                (true, _) => (Words, Regions),
                (_, "vqa") => (3 + (int)(7 * u) + (v > 0.95 ? 3 : 0), 10 + (int)(90 * Math.Pow(v, 2.5))),
                (_, "vgd") => (3 + (int)(6 * u) + (v > 0.97 ? 6 : 0), 100),
                _ => (4 + (int)(16 * u) + (v > 0.97 ? 14 : 0), 36),
            };
        }
    }
}
