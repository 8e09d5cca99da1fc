using Weft.MmNas.Operations;
using Weft.Search;
using Weft.Torch;
using Weft.Torch.Modules;

namespace Weft.MmNas;

/// <summary>What the two ends of a network must fit.</summary>
/// <param name="Head">What it is asked for.</param>
/// <param name="Vocabulary">How many word ids there are, padding (0) included.</param>
/// <param name="RegionWidth">Width of a region's features.</param>
/// <param name="Answers">How many answers there are; of <see cref="MmNasHead.Answers"/> alone.</param>
public sealed record MmNasEnds(MmNasHead Head, int Vocabulary, int RegionWidth, int Answers = 0);

/// <summary>
/// The encoder-decoder of MmNas (specification 1), of a genotype or of any other blocks. Parameters have the published names, so that
/// published weights can be loaded. It can be run in stages, for what depends on the text or on the regions alone.
/// </summary>
public sealed class MmNasNetwork : Module
{
    private readonly MmNasSizes sizes;
    private readonly Embedding embedding;
    private readonly Lstm lstm;
    private readonly Linear regionProjection;
    private readonly Linear? boxProjection;
    private readonly Backbone backbone;
    private readonly AttentionPooling textPooling;
    private readonly Linear relationFeatures;
    private readonly OutputHead head;

    /// <summary>Builds the network of a genotype, with fresh weights.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="genotype">Its blocks.</param>
    /// <param name="ends">What it must fit.</param>
    /// <param name="random">Initial values and masks; must outlive the network.</param>
    /// <param name="words">Initial word vectors, [vocabulary, word width]; null for random ones. They train.</param>
    /// <exception cref="UsageException">An operation is unknown, stands where it cannot, or does not fit the sizes.</exception>
    public MmNasNetwork(MmNasSizes sizes, MmNasGenotype genotype, MmNasEnds ends, NetworkRandom random, Tensor? words = null)
        : this(
            sizes,
            () => genotype.Encoder.Select(block => block.Select(name => Create(name, sizes, random, encoder: true))),
            () => genotype.Decoder.Select(block => block.Select(name => Create(name, sizes, random, encoder: false))),
            ends,
            random,
            words)
    {
    }

    /// <summary>Builds a network of given blocks.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="encoder">Makes the encoder's blocks of one layer.</param>
    /// <param name="decoder">Makes the decoder's blocks of one layer.</param>
    /// <param name="ends">What it must fit.</param>
    /// <param name="random">Initial values and masks; must outlive the network.</param>
    /// <param name="words">Initial word vectors, [vocabulary, word width]; null for random ones.</param>
    /// <exception cref="UsageException">There are no answers to choose from.</exception>
    public MmNasNetwork(
        MmNasSizes sizes,
        Func<IEnumerable<IEnumerable<BlockOperation>>> encoder,
        Func<IEnumerable<IEnumerable<BlockOperation>>> decoder,
        MmNasEnds ends,
        NetworkRandom random,
        Tensor? words = null)
    {
        this.sizes = sizes;
        Ends = ends;
        embedding = AddPart("embedding", new Embedding(ends.Vocabulary, sizes.WordWidth, random.Initial));
        if (words is not null)
        {
            using var noGrad = Autograd.NoGrad();
            embedding.Weight.CopyFrom(words);
        }

        lstm = AddPart("lstm", new Lstm(sizes.WordWidth, sizes.Hidden, random.Initial, batchFirst: true));
        boxProjection = sizes.BoxFeature ? AddPart("bboxfeat_linear", new Linear(5, sizes.BoxWidth, random.Initial)) : null;
        var width = ends.RegionWidth + (sizes.BoxFeature ? sizes.BoxWidth : 0);
        regionProjection = AddPart("imgfeat_linear", new Linear(width, sizes.Hidden, random.Initial));
        backbone = AddPart("backnone", new Backbone(sizes.Layers, encoder, decoder));
        textPooling = AddPart("attflat_x", new AttentionPooling(sizes, random));
        head = AddPart<OutputHead>(string.Empty, ends.Head switch
        {
            MmNasHead.Boxes => new BoxHead(sizes, random),
            MmNasHead.Matching => new PooledHead(sizes, null, random),
            _ => new PooledHead(
                sizes,
                ends.Answers > 0 ? ends.Answers : throw new UsageException("A network that answers needs at least one answer."),
                random),
        });

        // Published files have it even where no block reads relations.
        relationFeatures = AddPart("linear_y_rel", new Linear(4, sizes.RelationWidth, random.Initial));
    }

    /// <summary>What the network fits.</summary>
    public MmNasEnds Ends { get; }

    /// <summary>The blocks.</summary>
    public Backbone Backbone => backbone;

    /// <summary>Whether a block reads relations now: then the input needs geometry.</summary>
    public bool NeedsGeometry => Readers().Count > 0;

    /// <summary>Whether a block can ever read relations: then whoever reads data makes geometry.</summary>
    public bool MayNeedGeometry => backbone.Decoder.SelectMany(block => block).Any(operation => operation.MayReadRelations);

    /// <summary>Whether the boxes themselves are read.</summary>
    public bool NeedsBoxes => boxProjection is not null;

    /// <summary>Whether padding can change the outcome, so that all samples must be padded to one length.</summary>
    public bool ReadsPadding => backbone.Encoder.Concat(backbone.Decoder).SelectMany(block => block).Any(operation => operation.MayReadPadding);

    /// <summary>The whole network.</summary>
    /// <param name="input">A batch.</param>
    public MmNasOutput Forward(MmNasInput input) =>
        Decode(EncodeText(input.Tokens), ProjectRegions(input.Regions, input.Geometry, input.Boxes));

    /// <summary>The part that depends on the text alone.</summary>
    /// <param name="tokens">Int64, [batch, words], 0 for padding.</param>
    public TextState EncodeText(Tensor tokens)
    {
        var mask = tokens.Eq(0L);
        var packing = PackingOf(mask, backbone.Encoder);
        var state = TensorScope.Run(() => Packed(lstm.Forward(embedding.Forward(tokens)).Output, packing));
        foreach (var block in backbone.Encoder)
        {
            state = BlockRow.Apply(block, new BlockInput(state, mask, OwnPacking: packing));
        }

        return new TextState(
            packing?.Unpack(state) ?? state, mask, TensorScope.Run(() => textPooling.Forward(state, mask, packing)));
    }

    /// <summary>The part that depends on the regions alone: projection and relations.</summary>
    /// <param name="regions">[batch, regions, width]; rows of zeros are padding.</param>
    /// <param name="geometry">[batch, regions, regions, 4]; may be null where no block reads relations.</param>
    /// <param name="boxes">[batch, regions, 5]; needed where the sizes have box features.</param>
    /// <exception cref="UsageException">The boxes are missing.</exception>
    public RegionState ProjectRegions(Tensor regions, Tensor? geometry = null, Tensor? boxes = null)
    {
        var mask = RegionMask(regions);
        var packing = RegionPacking(mask);
        var state = TensorScope.Run(() =>
        {
            var projected = regionProjection.Forward(Packed(Features(regions, boxes), packing));
            return packing?.Unpack(projected) ?? projected;
        });
        var readers = geometry is null ? [] : Readers();
        return new RegionState(state, mask, readers.Count == 0 ? null : Relations(geometry!, readers, packing));
    }

    /// <summary>Runs the first blocks of the decoder as far as they do not look at the text: once for many texts.</summary>
    /// <param name="regions">Projected regions.</param>
    public RegionState Advance(RegionState regions)
    {
        var applied = regions.Applied;
        var packing = RegionPacking(regions.Mask);
        var state = Packed(regions.Hidden, packing);
        while (applied < backbone.Decoder.Count && !backbone.Decoder[applied].Any(operation => operation.ReadsOther))
        {
            var input = new BlockInput(state, regions.Mask, Relations: regions.Relations, OwnPacking: packing);
            state = BlockRow.Apply(backbone.Decoder[applied++], input);
        }

        return regions with { Hidden = packing?.Unpack(state) ?? state, Applied = applied };
    }

    /// <summary>The rest: the decoder's blocks and the head, for pairs of texts and regions.</summary>
    /// <param name="text">Encoded texts.</param>
    /// <param name="regions">
    /// Projected regions, as many; or several times as many, so many for the first text, then for the next. In evaluation, while gradients
    /// are not recorded, what attention needs of a text is then computed once for all its regions: best with texts of equal length.
    /// </param>
    /// <exception cref="UsageException">The regions are no multiple of the texts.</exception>
    public MmNasOutput Decode(TextState text, RegionState regions)
    {
        // A text that is looked at once is projected sooner than prepared.
        var each = Shares(regions.Hidden.Size(0), text.Hidden.Size(0));
        var guides = each > 1 && !Training && !Autograd.IsEnabled ? new TextGuides(text, each * regions.Hidden.Size(1)) : null;
        text = each > 1 ? text.Repeated(each) : text;
        var own = RegionPacking(regions.Mask);
        var other = own is null ? null : Packing.Of(text.Mask);
        if (own is not null && other is null)
        {
            throw new UsageException("Padding (word 0) stands before a word: put all of it at the end of each text.");
        }

        var state = Packed(regions.Hidden, own);
        var words = Packed(text.Hidden, other);
        foreach (var block in backbone.Decoder.Skip(regions.Applied))
        {
            state = BlockRow.Apply(block, new BlockInput(state, regions.Mask, words, text.Mask, regions.Relations, own, other, guides));
        }

        return head.Forward(text.Pooled, state, regions.Mask, own);
    }

    /// <summary>Where regions are padding.</summary>
    /// <param name="regions">[batch, regions, width].</param>
    /// <returns>[batch, regions], true where a row is zero throughout.</returns>
    internal static Tensor RegionMask(Tensor regions)
    {
        using var noGrad = Autograd.NoGrad();
        return TensorScope.Run(() => regions.Abs().Sum([-1]).Eq(0.0));
    }

    private static Packing? PackingOf(Tensor mask, IReadOnlyList<ModuleList<BlockOperation>> blocks) =>
        blocks.All(block => block.All(operation => operation.TakesPacked)) ? Packing.Of(mask) : null;

    // How many sets of regions each text has.
    private static long Shares(long samples, long texts) =>
        samples == texts ? 1
        : texts > 0 && samples % texts == 0 ? samples / texts
        : throw new UsageException($"{samples} sets of regions cannot be shared out among {texts} texts: give as many to each text.");

    private static Tensor Packed(Tensor sequence, Packing? packing) => packing?.Pack(sequence) ?? sequence;

    private static BlockOperation Create(string name, MmNasSizes sizes, NetworkRandom random, bool encoder) =>
        encoder && BlockOperations.Problem(name, encoder) is { } problem
            ? throw new UsageException($"encoder: {problem}")
            : BlockOperations.Create(name, sizes, random);

    // Padding of grounding has scores of its own, which a published loss reads: it is computed like any region.
    private Packing? RegionPacking(Tensor mask) =>
        PackingOf(mask, backbone.Decoder) is { } packing && (packing.IsFull || Ends.Head != MmNasHead.Boxes) ? packing : null;

    private RelationBiases Relations(Tensor geometry, IReadOnlyList<Linear> readers, Packing? packing) =>
        packing is null
            ? RelationBiases.FromGeometry(geometry, relationFeatures, readers)
            : RelationBiases.Packed(geometry, relationFeatures, readers, packing);

    private List<Linear> Readers() => [.. backbone.Decoder.SelectMany(block => block).SelectMany(operation => operation.RelationReaders)];

    private Tensor Features(Tensor regions, Tensor? boxes)
    {
        var features = sizes.RegionNorm ? regions.LayerNorm([regions.Size(-1)], null, null) : regions;
        if (boxProjection is null)
        {
            return features;
        }

        var five = boxes ?? throw new UsageException("boxFeature is on, and this input has no boxes: load them, or turn it off.");
        return Tensor.Cat([features, boxProjection.Forward(five)], -1);
    }
}
