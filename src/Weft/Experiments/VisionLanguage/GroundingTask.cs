using Weft.Data.Grounding;
using Weft.Data.Loading;
using Weft.Data.Text;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Visual grounding: which region a sentence means (MmNas specification 4.2 and 6.2).</summary>
public sealed class GroundingTask : SampleTask
{
    private const int MostRegions = 100;

    // Inputs behind the network's own: what scores and offsets should be.
    private const int Scores = NetworkInputs;
    private const int ScoreMask = NetworkInputs + 1;
    private const int Offsets = NetworkInputs + 2;
    private const int BoxMask = NetworkInputs + 3;

    private readonly GroundingFiles files;
    private readonly GroundingCorpus corpus;
    private readonly GroundingSentence[] sentences;
    private readonly Dictionary<string, int> firsts = new(StringComparer.Ordinal);
    private readonly SentenceRegions regions;

    /// <summary>Opens the data.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">The data are not there or damaged.</exception>
    public GroundingTask(MmNasSettings settings)
        : base(settings)
    {
        files = GroundingFiles.Find(settings.Data, settings.Dataset.Length > 0 ? settings.Dataset : null);
        corpus = GroundingCorpus.Read(files, TokenRule, SentenceFiles.CacheOf(settings));
        foreach (var split in corpus.Splits)
        {
            firsts[split] = firsts.Count == 0 ? 0 : firsts.Keys.Sum(s => corpus.Of(s).Count);
        }

        sentences = [.. corpus.Splits.SelectMany(corpus.Of)];
        regions = new SentenceRegions(settings, sentences[0].ImageId);
        ContentHash = SentenceFiles.Hash(files.Paths, regions.Folder, sentences.Select(s => s.ImageId));
    }

    /// <inheritdoc/>
    public override MmNasHead Head => MmNasHead.Boxes;

    /// <inheritdoc/>
    public override string MetricName => "accuracy";

    /// <inheritdoc/>
    public override string ContentHash { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data set"] = files.Dataset,
        [$"sentences ({string.Join(" / ", corpus.Splits)})"] = string.Join(" / ", corpus.Splits.Select(s => corpus.Of(s).Count)),
        ["words"] = $"{corpus.Vocabulary.Count}",
        ["region features"] = $"{regions.Width} numbers",
        ["content"] = ContentHash[..16],
    };

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => corpus.Vocabulary;

    /// <inheritdoc/>
    public override int RegionWidth => regions.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Splits => corpus.Splits;

    /// <inheritdoc/>
    public override IReadOnlyList<string> TestSplits =>
        corpus.Splits.Where(s => s.StartsWith("test", StringComparison.Ordinal)).ToList() is { Count: > 0 } tests ? tests : [.. corpus.Splits.TakeLast(1)];

    /// <summary>The image alone: a sentence cannot choose among regions that look alike, nor learn to.</summary>
    public override IReadOnlyList<(string Name, Blindfold Hidden)> Singles { get; } = [("image", Blindfold.Text)];

    /// <inheritdoc/>
    public override SentencePart? Dev => SentenceParts.Dev(this, "val");

    /// <inheritdoc/>
    private protected override int PublishedRegions => MostRegions;

    /// <inheritdoc/>
    private protected override bool PaddingCounts => Reference;

    private int Length => Settings.Files.Tokens > 0 ? Settings.Files.Tokens : GroundingCorpus.PublishedLength;

    private GroundingRules Rules => new(Settings.Grounding.Loss, Settings.Grounding.OffsetWeight, PaddingCompetes: Reference);

    /// <inheritdoc/>
    public override SentencePart Part(string split) => new(
        split, [.. split.Split('+').SelectMany(s => Enumerable.Range(First(s), corpus.Of(s).Count))]);

    /// <inheritdoc/>
    public override (SentencePart Weights, SentencePart Architecture) SearchParts(double share, ulong seed) =>
        SentenceParts.ForSearch(Part("train").Samples, s => sentences[s].ImageId, share, Reference ? null : seed);

    /// <inheritdoc/>
    public override void Check(IEnumerable<SentencePart> parts) => regions.Check(parts.SelectMany(p => p.Samples).Select(s => sentences[s].ImageId));

    /// <inheritdoc/>
    public override IReadOnlyList<ExampleReport> Examples(MmNasNetwork network, SentencePart part, int count, ExamplePictures pictures)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var samples = SentenceParts.Spread(part.Samples, count);
        var batch = Source(samples, Needs(network), truth: false, Blindfold.None).Load(0, [.. Enumerable.Range(0, samples.Length)]).Scoped(Device);
        var judge = new BoxJudge(this, null);
        judge.Add(network.Forward(Input(batch)), batch, samples);
        return [.. judge.Found.Select(found => Example(sentences[found.Sample], found.Box, pictures))];
    }

    /// <inheritdoc/>
    private protected override IBatchSource Source(int[] samples, RegionNeeds needs, bool truth, Blindfold blind) =>
        new SentenceSource(this, samples, new RegionBatches(regions.Cache, RegionWidth, needs), truth, blind, needs.FullLength ? Length : 0);

    /// <inheritdoc/>
    private protected override object? Whole(Batch batch) => GroundingCounts.Of(Targets(batch));

    /// <inheritdoc/>
    private protected override Tensor Loss(MmNasNetwork network, Batch part, object? whole)
    {
        var input = Input(part);
        var seen = network.ProjectRegions(input.Regions, input.Geometry, input.Boxes);
        var output = network.Decode(network.EncodeText(input.Tokens), seen);
        return GroundingLoss.Of(output, Targets(part), seen.Mask, Rules, (GroundingCounts)whole!).Total;
    }

    /// <inheritdoc/>
    private protected override Judge NewJudge(SentencePart part, string? resultFile) => new BoxJudge(this, resultFile);

    private static GroundingTargets Targets(Batch batch) =>
        new(batch.Inputs[Scores], batch.Inputs[ScoreMask], batch.Inputs[Offsets], batch.Inputs[BoxMask]);

    private static ExampleReport Example(GroundingSentence sentence, GroundedBox box, ExamplePictures pictures)
    {
        var corners = sentence.Box.Corners;
        return new ExampleReport
        {
            Kind = ExampleKind.Grounding,
            Text = string.Join(' ', sentence.Tokens),
            Picture = pictures.Of(sentence.ImageId),
            Width = (int?)sentence.Width,
            Height = (int?)sentence.Height,
            Boxes =
            [
                new ExampleBox(box.X1, box.Y1, box.X2, box.Y2, BoxRole.Predicted),
                new ExampleBox(corners[0], corners[1], corners[2], corners[3], BoxRole.Truth),
            ],
            Right = box.Hit,
        };
    }

    private int First(string split)
    {
        _ = corpus.Of(split);
        return firsts[split];
    }

    private sealed class SentenceSource(
        GroundingTask task, int[] samples, RegionBatches batches, bool truth, Blindfold blind, int length) : IBatchSource
    {
        public int Count => samples.Length;

        public Batch Load(int epoch, ReadOnlySpan<int> indices)
        {
            var chosen = new GroundingSentence[indices.Length];
            var images = new long[indices.Length];
            var tokens = new long[indices.Length][];
            for (var i = 0; i < chosen.Length; i++)
            {
                chosen[i] = task.sentences[samples[indices[i]]];
                images[i] = chosen[i].ImageId;
                tokens[i] = SentenceTokens.Of(blind, span => task.corpus.Encode(chosen[i], span), task.Length);
            }

            var seen = batches.Load(images, blind == Blindfold.Regions);
            var inputs = new List<Tensor> { RegionBatches.Tokens(tokens, length), seen.Features, seen.Geometry, seen.Boxes };
            if (truth)
            {
                inputs.AddRange(Truth(chosen, seen));
            }

            return new Batch([.. inputs], Tensor.Zeros([chosen.Length]));
        }

        private IEnumerable<Tensor> Truth(GroundingSentence[] chosen, RegionBatch seen)
        {
            var rows = (int)seen.Features.Size(1);
            var (scores, mask) = (Tensor.Zeros([chosen.Length, rows]), Tensor.Zeros([chosen.Length, 1]));
            var (offsets, boxes) = (Tensor.Zeros([chosen.Length, rows, Data.Grounding.Boxes.Size]), Tensor.Zeros([chosen.Length, rows, 1]));
            var kind = task.Settings.Grounding.Loss == GroundingRule.Kld ? GroundingTarget.Kld : GroundingTarget.Bce;
            for (var i = 0; i < chosen.Length && seen.Files.Length > 0; i++)
            {
                var own = seen.Files[i].Boxes.AsSpan(0, seen.Counts[i] * Data.Grounding.Boxes.Size);
                var labels = GroundingLabels.For(own, chosen[i].Box.Corners, rows, kind, task.Settings.Grounding.Overlap);
                labels.Scores.CopyTo(scores.AsSpan<float>()[(i * rows)..]);
                mask.AsSpan<float>()[i] = labels.ScoreMask;
                labels.Offsets.CopyTo(offsets.AsSpan<float>()[(i * rows * Data.Grounding.Boxes.Size)..]);
                labels.BoxMask.CopyTo(boxes.AsSpan<float>()[(i * rows)..]);
            }

            return [scores, mask, offsets, boxes];
        }
    }

    private sealed class BoxJudge(GroundingTask task, string? resultFile) : Judge
    {
        private readonly GroundingEvaluation evaluation = new(task.Settings.Compatibility, task.Settings.Grounding.Overlap);
        private readonly List<double> hits = [];
        private readonly List<(int Sample, GroundedBox Box)> found = [];

        internal IReadOnlyList<(int Sample, GroundedBox Box)> Found => found;

        internal override void Add(MmNasOutput output, Batch batch, ReadOnlySpan<int> samples)
        {
            var rows = (int)output.Scores.Size(1);
            var scores = output.Scores.ToArray<float>();
            var offsets = output.Offsets!.ToArray<float>();
            for (var i = 0; i < samples.Length; i++)
            {
                var sentence = task.sentences[samples[i]];
                var file = task.regions.Cache.Read(sentence.ImageId);
                var count = Math.Min(file.Count, rows);
                var box = evaluation.Add(
                    scores.AsSpan(i * rows, rows),
                    offsets.AsSpan(i * rows * Data.Grounding.Boxes.Size, rows * Data.Grounding.Boxes.Size),
                    Padded(file.Boxes, rows),
                    count,
                    sentence.ImageSize,
                    sentence.Box.Corners);
                hits.Add(box.Hit ? 1 : 0);
                found.Add((samples[i], box));
            }
        }

        internal override SplitResult Result(string split)
        {
            if (resultFile is not null)
            {
                GroundingResults.Write(resultFile, found.Select(f => (task.sentences[f.Sample], f.Box)));
            }

            return new SplitResult
            {
                Split = split,
                Metrics = new Dictionary<string, double>(StringComparer.Ordinal) { [task.MetricName] = evaluation.Accuracy },
                Samples = [.. hits],
            };
        }

        private static float[] Padded(float[] boxes, int rows)
        {
            var padded = new float[rows * Data.Grounding.Boxes.Size];
            boxes.AsSpan(0, Math.Min(boxes.Length, padded.Length)).CopyTo(padded);
            return padded;
        }
    }
}
