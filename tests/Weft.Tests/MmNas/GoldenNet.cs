using Weft.MmNas;
using Weft.Search;
using Weft.Torch;

namespace Weft.Tests.MmNas;

/// <summary>A golden network: its architecture, batches and loss.</summary>
public sealed class GoldenNet
{
    private const string Sa = "self_att_16";
    private const string Rsa = "rel_self_att_16";
    private const string Ga = "guided_att_16";
    private const string Ffn = "feed_forward";

    private GoldenNet(MmNasHead head, string name, string[] encoder, string[] decoder)
    {
        Head = head;
        Name = name;
        Genotype = MmNasGenotype.Of(encoder, decoder);
    }

    public static GoldenNet Vqa { get; } = new(MmNasHead.Answers, "vqa", [Sa, Ffn, Sa], [Rsa, Ga, Ffn, Sa]);

    public static GoldenNet Vgd { get; } = new(MmNasHead.Boxes, "vgd", [Sa, Ffn], [Ga, Rsa, Ffn]);

    public static GoldenNet Itm { get; } = new(MmNasHead.Matching, "itm", [Ffn, Sa], [Sa, Ga, Rsa]);

    public MmNasHead Head { get; }

    public string Name { get; }

    public MmNasGenotype Genotype { get; }

    public MmNasEnds Ends => new(Head, Vocabulary: 11, RegionWidth: 10, Answers: 9);

    public string[] Unstable
    {
        get
        {
            var file = GoldenJson.Read("mmnas", "net_stability.json", $"net_{Name}.npz");
            return [.. file.GetProperty("unstable").EnumerateObject().Select(p => p.Name)];
        }
    }

    public static GoldenNet Of(string name) => name switch { "vqa" => Vqa, "vgd" => Vgd, _ => Itm };

    public GoldenFile File() => GoldenMmNas.File($"net_{Name}.npz");

    public MmNasNetwork Build(GoldenFile golden, NetworkRandom random)
    {
        var net = new MmNasNetwork(GoldenMmNas.Sizes, Genotype, Ends, random);
        net.Load(golden, "p.");
        return net;
    }

    public MmNasInput Input(GoldenFile golden) => new(
        golden[Head == MmNasHead.Matching ? "in.cap_ix" : "in.ques_ix"], golden["in.frcn"], golden["in.rel_img"]);

    /// <summary>The published loss over one batch.</summary>
    public Tensor Loss(MmNasNetwork net, GoldenFile golden)
    {
        var input = Input(golden);
        switch (Head)
        {
            case MmNasHead.Answers:
                return MmNasLosses.Answers(net.Forward(input).Scores, golden["in.target"]);
            case MmNasHead.Boxes:
                var rules = new GroundingRules(PaddingCompetes: true);
                return GroundingLoss.Of(net.Forward(input), Targets(golden), MmNasNetwork.RegionMask(input.Regions), rules).Total;
            default:
                var positive = net.Forward(input).Scores;
                var negativeCaption = net.Forward(input with { Tokens = golden["in.neg_cap_ix"] }).Scores;
                var negativeImage = net.Forward(
                    input with { Regions = golden["in.neg_frcn"], Geometry = golden["in.neg_rel_img"] }).Scores;
                return MmNasLosses.Matching(positive, negativeCaption, negativeImage, MatchingRule.Probabilities);
        }
    }

    public static GroundingTargets Targets(GoldenFile golden) =>
        new(golden["in.scores"], golden["in.scores_mask"], golden["in.reg_target"], golden["in.bbox_mask"]);
}
