using Shouldly;
using Weft.Experiments.VisionLanguage;
using Weft.MmNas;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Optim;

namespace Weft.Tests.Experiments.VisionLanguage;

/// <summary>A batch computed in parts gives the gradients of the whole, and so the step.</summary>
public sealed class AccumulationTests
{
    public static TheoryData<string, object, int> Losses
    {
        get
        {
            var losses = new TheoryData<string, object, int>();
            foreach (var parts in new[] { 2, 3, 4, 50 })
            {
                losses.Add("vqa", "", parts);
                losses.Add("vgd", GroundingRule.Kld, parts);
                losses.Add("vgd", GroundingRule.Bce, parts);
                losses.Add("itm", MatchingLoss.Logits, parts);
                losses.Add("itm", MatchingLoss.Bce, parts);
                losses.Add("itm", MatchingLoss.Margin, parts);
                losses.Add("itm", MatchingLoss.Contrastive, parts);
            }

            return losses;
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Parts_add_up_to_the_whole(string name, object loss, int parts)
    {
        using var bench = new SentenceBench(name, s => s with
        {
            Network = s.Network with { Dropout = 0 },
            Grounding = new GroundingSettings { Loss = loss is GroundingRule rule ? rule : GroundingRule.Kld },
            Matching = s.Matching with { Loss = loss is MatchingLoss matching ? matching : MatchingLoss.Auto },
        });
        using var task = bench.Task();
        using var scope = new TensorScope();
        using var random = new NetworkRandom(7);
        using var network = bench.Network(task, random);
        using var work = task.Work(network, new WorkPlan { Train = task.Part("train"), BatchSize = 10, Seed = 4 });
        var before = network.Parameters().Select(p => p.ToArray<float>()).ToList();
        using var pass = work.Train.Begin(0);
        var batch = pass.Next(Device.Cpu);
        batch.Size.ShouldBe(10);

        var (whole, gradients, weights) = Step(1);
        var (summed, some, stepped) = Step(parts);

        summed.ShouldBe(whole, Math.Abs(whole) * 1e-5);
        gradients.Count(g => g.Any(v => v != 0)).ShouldBeGreaterThan(10);
        for (var p = 0; p < gradients.Count; p++)
        {
            Close(some[p], gradients[p], $"gradient {p}");
            Close(stepped[p], weights[p], $"weight {p}");
        }

        weights.SelectMany(w => w).ShouldNotBe(before.SelectMany(w => w));

        (double Loss, List<float[]> Gradients, List<float[]> Weights) Step(int count)
        {
            using (Autograd.NoGrad())
            {
                foreach (var (parameter, values) in network.Parameters().Zip(before))
                {
                    parameter.CopyFrom(Tensor.From(values, parameter.Shape));
                }
            }

            network.ZeroGradients();
            network.Train();
            var value = work.Differentiate(batch, count);
            List<float[]> found = [.. network.Parameters().Select(p => p.Grad?.ToArray<float>() ?? [])];

            // Plain descent: Adam would blow up gradients that are zero but for rounding.
            using var optimizer = new Sgd([new ParameterGroup("weights", network.Parameters(), 0.05)]);
            GradientClipping.ByNorm(network.Parameters(), 1);
            optimizer.Step();
            return (value, found, [.. network.Parameters().Select(p => p.ToArray<float>())]);
        }
    }

    private static void Close(float[] actual, float[] expected, string what)
    {
        actual.Length.ShouldBe(expected.Length, what);
        var scale = Math.Max(1e-3f, expected.Length == 0 ? 0 : expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
        {
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThan(2e-5f * scale + 1e-6f, $"{what}, element {i}");
        }
    }
}
