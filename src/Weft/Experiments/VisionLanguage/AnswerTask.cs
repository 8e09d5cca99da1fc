using Weft.Data.Loading;
using Weft.Data.Text;
using Weft.Data.Vqa;
using Weft.MmNas;
using Weft.Runs;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>Visual question answering: an answer to a question about an image (MmNas specification 4.1 and 6.1).</summary>
public sealed class AnswerTask : SampleTask
{
    private const int MostRegions = 100;
    private const int MostTokens = 14;
    private const int ShownAnswers = 3;

    private static readonly (string Name, VqaSplit Split)[] Names =
        [("train", VqaSplit.Train), ("val", VqaSplit.Validation), ("vg", VqaSplit.VisualGenome), ("test", VqaSplit.Test)];

    private readonly VqaFiles files;
    private readonly VqaCorpus corpus;
    private readonly SentenceRegions regions;
    private readonly List<(string Name, int First, VqaItems Items)> sections = [];
    private readonly Dictionary<VqaSplit, Dictionary<long, VqaAnnotation>> annotations = [];

    /// <summary>Opens the data.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">The data are not there or damaged.</exception>
    public AnswerTask(MmNasSettings settings)
        : base(settings)
    {
        var asked = settings.Split.Split('+');
        if (asked.FirstOrDefault(name => !Names.Any(n => n.Name == name)) is { } unknown)
        {
            throw new UsageException($"split: there is no '{unknown}'; train on train, train+val or train+val+vg.");
        }

        if (!asked.Contains("train", StringComparer.Ordinal))
        {
            throw new UsageException($"split: '{settings.Split}' is without train; train on train, train+val or train+val+vg.");
        }

        files = VqaFiles.Find(settings.Data, Reference ? [.. Names.Select(n => n.Split)] : [.. asked.Select(SplitOf).Append(VqaSplit.Train).Distinct()]);
        corpus = VqaCorpus.Open(
            files,
            new VqaCorpusSettings(
                TokenRule, settings.Files.Tokens > 0 ? settings.Files.Tokens : MostTokens, settings.Answers.MinimumCount),
            SentenceFiles.CacheOf(settings));
        foreach (var (name, split) in Names.Where(n => files.Splits.Contains(n.Split)))
        {
            if (files.HasAnnotations(split))
            {
                Add("+" + name, corpus.TrainingItems([split]));
            }

            if (split is VqaSplit.Validation or VqaSplit.Test)
            {
                Add(name, corpus.EvaluationItems(split));
            }
        }

        regions = new SentenceRegions(settings, sections[0].Items.ImageId(0));
        ContentHash = SentenceFiles.Hash(
            files.Splits.SelectMany(s => files.HasAnnotations(s) ? new[] { files.Questions(s), files.Annotations(s) } : [files.Questions(s)]),
            regions.Folder,
            corpus.ImageIds(files.Splits));
    }

    /// <inheritdoc/>
    public override MmNasHead Head => MmNasHead.Answers;

    /// <inheritdoc/>
    public override string MetricName => "accuracy";

    /// <inheritdoc/>
    public override string ContentHash { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [$"questions ({string.Join(" / ", Splits)})"] = string.Join(" / ", Splits.Select(s => Part(s).Samples.Length)),
        ["answers that are learned"] = $"{corpus.Answers.Count}",
        ["words"] = $"{corpus.Vocabulary.Count}",
        ["region features"] = $"{regions.Width} numbers",
        ["content"] = ContentHash[..16],
    };

    /// <inheritdoc/>
    public override Vocabulary Vocabulary => corpus.Vocabulary;

    /// <inheritdoc/>
    public override int RegionWidth => regions.Width;

    /// <inheritdoc/>
    public override int AnswerCount => corpus.Answers.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Splits =>
        [.. Names.Select(n => n.Name).Where(name => sections.Exists(s => s.Name.TrimStart('+').Equals(name, StringComparison.Ordinal)))];

    /// <summary>
    /// Test where its answers are known. Else val, unless networks train on it: then test, whose answers only the publishers can judge.
    /// </summary>
    public override IReadOnlyList<string> TestSplits =>
        files.HasAnnotations(VqaSplit.Test) || (Trains("val") && files.Splits.Contains(VqaSplit.Test)) ? ["test"]
        : files.Splits.Contains(VqaSplit.Validation) ? ["val"]
        : ["train"];

    /// <inheritdoc/>
    public override IEnumerable<string> Remarks => base.Remarks.Concat((TestSplits[0], files.HasAnnotations(VqaSplit.Test)) switch
    {
        ("test", true) => [],
        ("test", false) => ["The answers of test are not known here: its result file goes to those who judge it."],
        var (split, _) when Trains(split) => [],
        var (split, _) => [$"The answers of a test split are not known, so test figures are those of {split}."],
    });

    /// <inheritdoc/>
    public override SentencePart? Dev => files.HasAnnotations(VqaSplit.Validation) ? SentenceParts.Dev(this, "val") : null;

    /// <inheritdoc/>
    private protected override int PublishedRegions => MostRegions;

    /// <inheritdoc/>
    public override SentencePart Part(string split)
    {
        // Questions that are learned from come in the order of their answers, those that are answered in that of the questions.
        var keys = split is "val" or "test" ? [split] : split.Split('+').Select(s => "+" + s);
        return new SentencePart(split, [.. keys.SelectMany(key =>
        {
            var section = sections.Find(s => s.Name == key);
            return section.Items is { } items
                ? Enumerable.Range(section.First, items.Count)
                : throw new UsageException(
                    $"split: the data have no {(Splits.Contains(key.TrimStart('+'), StringComparer.Ordinal) ? "answers for " : string.Empty)}'{key.TrimStart('+')}'; "
                    + $"there are {string.Join(", ", Splits)}.");
        })]);
    }

    /// <inheritdoc/>
    public override (SentencePart Weights, SentencePart Architecture) SearchParts(double share, ulong seed) =>
        SentenceParts.ForSearch(Part("train").Samples, ImageOf, share, Reference ? null : seed);

    /// <inheritdoc/>
    public override void Check(IEnumerable<SentencePart> parts) => regions.Check(parts.SelectMany(p => p.Samples).Select(ImageOf));

    /// <inheritdoc/>
    public override IReadOnlyList<ExampleReport> Examples(MmNasNetwork network, SentencePart part, int count, ExamplePictures pictures)
    {
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var samples = SentenceParts.Spread(part.Samples, count);
        var batch = Source(samples, Needs(network), truth: false, Blindfold.None).Load(0, [.. Enumerable.Range(0, samples.Length)]).Scoped(Device);
        var scores = network.Forward(Input(batch)).Scores.Sigmoid().ToArray<float>();
        var asked = samples.Select(QuestionOf).ToHashSet();
        var texts = VqaQuestion.Read(files.Questions(SplitOf(part.Name))).Where(q => asked.Contains(q.Id)).ToDictionary(q => q.Id, q => q.Text);
        var known = AnnotationsOf(part.Name);
        return [.. samples.Select((sample, i) => Example(sample, scores.AsMemory(i * AnswerCount, AnswerCount), texts, known, pictures))];
    }

    /// <inheritdoc/>
    private protected override IBatchSource Source(int[] samples, RegionNeeds needs, bool truth, Blindfold blind) =>
        new QuestionSource(this, samples, new RegionBatches(regions.Cache, RegionWidth, needs), truth, blind, needs.FullLength ? corpus.Settings.TokenLength : 0);

    /// <inheritdoc/>
    private protected override Tensor Loss(MmNasNetwork network, Batch part, object? whole) =>
        MmNasLosses.Answers(network.Forward(Input(part)).Scores, part.Labels);

    /// <inheritdoc/>
    private protected override Judge NewJudge(SentencePart part, string? resultFile) => new AnswerJudge(this, part, resultFile);

    private static VqaSplit SplitOf(string name) => Array.Find(Names, n => n.Name == name.Split('+', ',')[0].Trim()).Split;

    private void Add(string name, VqaItems items)
    {
        var first = sections.Count == 0 ? 0 : sections[^1].First + sections[^1].Items.Count;
        sections.Add((name, first, items));
    }

    private (VqaItems Items, int Item) Find(int sample)
    {
        var section = sections.FindLast(s => s.First <= sample);
        return (section.Items, sample - section.First);
    }

    private long ImageOf(int sample) => Find(sample) is var (items, item) ? items.ImageId(item) : 0;

    private long QuestionOf(int sample) => Find(sample) is var (items, item) ? items.QuestionId(item) : 0;

    /// <summary>What people answered, read once; null where that is not known.</summary>
    private Dictionary<long, VqaAnnotation>? AnnotationsOf(string part)
    {
        // Pieces of a split have its name before a comma; joined splits have a plus between.
        var each = part.Split(',')[0].Split('+').Select(name => AnnotationsOf(SplitOf(name))).ToList();
        return each.Count == 1 ? each[0]
            : each.TrueForAll(known => known is not null) ? each.SelectMany(known => known!).ToDictionary()
            : null;
    }

    private Dictionary<long, VqaAnnotation>? AnnotationsOf(VqaSplit split)
    {
        if (!files.HasAnnotations(split))
        {
            return null;
        }

        if (!annotations.TryGetValue(split, out var known))
        {
            annotations[split] = known = VqaAnnotation.Read(files.Annotations(split)).ToDictionary(a => a.QuestionId);
        }

        return known;
    }

    private ExampleReport Example(
        int sample, ReadOnlyMemory<float> scores, Dictionary<long, string> texts, Dictionary<long, VqaAnnotation>? known, ExamplePictures pictures)
    {
        var question = QuestionOf(sample);
        var annotation = known?.GetValueOrDefault(question);
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(a => scores.Span[a]).Take(ShownAnswers);
        List<ExampleAnswer> answers =
        [
            .. order.Select(a => new ExampleAnswer(
                corpus.Answers.Answers[a],
                scores.Span[a],
                annotation is null ? null : VqaAccuracy.Accuracy(annotation, corpus.Answers.Answers[a]) >= 0.5)),
        ];
        return new ExampleReport
        {
            Kind = ExampleKind.Question,
            Text = texts.GetValueOrDefault(question),
            Picture = pictures.Of(ImageOf(sample)),
            Answers = answers,
            Truth = annotation?.Answers.GroupBy(a => a, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => g.Key).Take(ShownAnswers).ToList(),
            Right = answers[0].Right,
        };
    }

    private sealed class QuestionSource(AnswerTask task, int[] samples, RegionBatches batches, bool truth, Blindfold blind, int length) : IBatchSource
    {
        public int Count => samples.Length;

        public Batch Load(int epoch, ReadOnlySpan<int> indices)
        {
            var images = new long[indices.Length];
            var tokens = new long[indices.Length][];
            var targets = Tensor.Zeros([indices.Length, truth ? task.AnswerCount : 1]);
            for (var i = 0; i < images.Length; i++)
            {
                var (items, item) = task.Find(samples[indices[i]]);
                images[i] = items.ImageId(item);
                tokens[i] = SentenceTokens.Of(blind, span => items.FillTokens(item, span), items.TokenLength);
                if (truth)
                {
                    items.FillTarget(item, targets.AsSpan<float>().Slice(i * task.AnswerCount, task.AnswerCount));
                }
            }

            var seen = batches.Load(images, blind == Blindfold.Regions);
            return new Batch([RegionBatches.Tokens(tokens, length), seen.Features, seen.Geometry, seen.Boxes], targets);
        }
    }

    private sealed class AnswerJudge(AnswerTask task, SentencePart part, string? resultFile) : Judge
    {
        private readonly List<(long QuestionId, string Answer)> answers = [];

        internal override void Add(MmNasOutput output, Batch batch, ReadOnlySpan<int> samples)
        {
            var best = output.Scores.ArgMax(1).ToArray<long>();
            for (var i = 0; i < samples.Length; i++)
            {
                answers.Add((task.QuestionOf(samples[i]), task.corpus.Answers.Answers[(int)best[i]]));
            }
        }

        internal override SplitResult Result(string split)
        {
            if (resultFile is not null)
            {
                VqaResults.Write(resultFile, answers);
            }

            // Pieces of train are named after it.
            if (task.AnnotationsOf(part.Name) is not { } known)
            {
                return new SplitResult { Split = split, Metrics = new Dictionary<string, double>(StringComparer.Ordinal) };
            }

            var judged = answers.Where(a => known.ContainsKey(a.QuestionId)).ToList();
            var accuracy = VqaAccuracy.Of(judged.Select(a => known[a.QuestionId]), judged.ToDictionary(a => a.QuestionId, a => a.Answer));
            var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { [task.MetricName] = accuracy.Fraction };
            foreach (var (type, percent) in accuracy.PerAnswerType)
            {
                metrics[$"accuracy, {type}"] = percent / 100;
            }

            return new SplitResult
            {
                Split = split,
                Metrics = metrics,
                Samples = [.. judged.Select(a => accuracy.PerQuestion[a.QuestionId] / 100)],
                Types =
                [
                    .. Types("answer type", accuracy.PerAnswerType, judged.CountBy(a => known[a.QuestionId].AnswerType)),
                    .. Types("question type", accuracy.PerQuestionType, judged.CountBy(a => known[a.QuestionId].QuestionType)),
                ],
            };
        }

        private static IEnumerable<TypeReport> Types(
            string group, IReadOnlyDictionary<string, double> percents, IEnumerable<KeyValuePair<string, int>> counts)
        {
            var numbers = counts.ToDictionary(StringComparer.Ordinal);
            return percents.Select(p => new TypeReport(p.Key, group, numbers[p.Key], p.Value / 100));
        }
    }
}
