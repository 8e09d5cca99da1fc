using Shouldly;
using Weft.Data;
using Weft.Data.Features;
using Weft.Data.MmImdb;
using Weft.Encoders;
using Weft.Experiments;
using Weft.Search;
using Weft.Settings;
using Weft.Tests.Data.MmImdb;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments;

/// <summary>Encoders made of weights that the settings name, on the fixture of MM-IMDB, and networks that run encoders beside cached taps.</summary>
public sealed class EncoderWeightsTests : IDisposable
{
    private const int Width = 4;

    private readonly RunHarness harness = new();
    private readonly MmImdbFiles files = new();

    public EncoderWeightsTests() => MmImdbPreparer.Prepare(MmImdbFiles.Recipe, harness["data"]);

    [Fact]
    public void A_missing_head_is_trained_and_nothing_else_changes()
    {
        var weights = Write(seed: 5, withHead: false);
        using var experiment = Open(weights);
        var encoders = EncoderStage.Provide(experiment);

        var image = encoders[0];
        image.Recipe.ShouldContain("head trained with seed 2");
        image.DevMetric.ShouldBeInRange(0, 1);
        using (var scope = new TensorScope())
        {
            var given = TensorFile.LoadSafeTensors(weights);
            var kept = TensorFile.LoadSafeTensors(image.Path);
            foreach (var (name, tensor) in given)
            {
                kept[name].BitwiseEquals(tensor).ShouldBeTrue(name);
            }

            kept.Keys.Except(given.Keys, StringComparer.Ordinal).Select(n => n.Split('.')[0]).Distinct().Order().ShouldBe(["bn4", "classifier"]);
        }

        // What the head was trained on is what the search reads: the encoder does not run over train and dev again.
        var ran = Cached("image");
        using var features = new FeatureSet(experiment, encoders, new TapPooling(TapPoolingKind.Grid, 16));
        features.Source(Split.Train, "image");
        features.Source(Split.Dev, "image");
        Cached("image").ShouldBe(ran);

        // Logits come from the trained head.
        using var after = new TensorScope();
        using var encoder = image.Load(experiment.Task, Device.Cpu);
        var samples = new float[3 * 256 * 160];
        experiment.Data.Read("image", Split.Dev, 1, samples);
        using var noGrad = Autograd.NoGrad();
        TensorAssert.Close(
            features.EncoderLogits(Split.Dev, "image").ToTensor().Select(0, 1), encoder.Forward(Tensor.From(samples, 1, 3, 256, 160)).Logits.Select(0, 0), 1e-4, 1e-4, "logits");
    }

    [Fact]
    public void A_whole_encoder_is_taken_as_it_is_and_left_with_the_data()
    {
        var weights = Write(seed: 6, withHead: true);
        using (var experiment = Open(weights))
        {
            EncoderStage.Provide(experiment)[0].Recipe.ShouldNotContain("head");
        }

        harness.Lines.ShouldNotContain(l => l.Contains("training the image encoder", StringComparison.Ordinal));
        var published = EncoderFile.Open(EncoderStage.FileIn(harness["data"], "image"));

        // Other weights: what lies with the data is not taken for them.
        using var other = Open(Write(seed: 7, withHead: true), run: "second");
        EncoderStage.Provide(other)[0].BodyHash.ShouldNotBe(published.BodyHash);
    }

    [Fact]
    public void An_encoder_of_the_same_weights_is_taken_without_a_remark_and_a_tuned_one_is_another()
    {
        var weights = Write(seed: 5, withHead: false);
        using (var experiment = Open(weights))
        {
            EncoderStage.Provide(experiment);
        }

        using (var again = Open(weights, run: "again"))
        {
            EncoderStage.Provide(again)[0].Recipe.ShouldContain("head trained");
        }

        harness.Lines.ShouldContain(l => l.StartsWith("encoder:image: taken from ", StringComparison.Ordinal));
        harness.Events.ShouldNotContain(e => e.Event == "remark" && e.Message!.Contains("image encoder", StringComparison.Ordinal));

        using var tuned = Open(weights, s => s with { Encoder = s.Encoder with { FineTune = true, Epochs = 1 } }, "tuned");
        EncoderStage.Provide(tuned)[0].Recipe.ShouldEndWith(EncoderWeights.DescribeTuning(weights));
    }

    [Fact]
    public void A_run_that_has_its_encoder_needs_the_weights_no_more_and_what_a_kill_left_goes()
    {
        var weights = Write(seed: 6, withHead: true);
        var run = harness["run"];
        using (var experiment = Open(weights, run: "run"))
        {
            EncoderStage.Provide(experiment);
            File.WriteAllText(EncoderWeights.BodyOf(EncoderStage.FileIn(run, "image")), "left");
            Directory.CreateDirectory(experiment.Checkpoints("encoder:image:head").Folder);
        }

        File.Delete(weights);
        Should.Throw<InvalidFileException>(() => RunChecks.Check(Settings(weights))).Message.ShouldBe($"{weights}: the file does not exist; check the path");
        RunChecks.Check(Settings(weights), folder: run);
        using var resumed = Open(weights, run: "run");
        EncoderStage.Provide(resumed);
        Directory.GetFiles(Path.Combine(run, "encoders")).Select(Path.GetFileName).Order().ShouldBe(["image.safetensors", "text.safetensors"]);
        Directory.Exists(resumed.Checkpoints("encoder:image:head").Folder).ShouldBeFalse();
    }

    [Fact]
    public void The_published_search_leaves_the_text_encoder_untrained_unless_weights_are_named()
    {
        var text = harness["text.safetensors"];
        using (var random = new NetworkRandom(1))
        using (var network = new MaxoutMlp(300, 64, 23, 0.5, random))
        {
            TensorFile.SaveSafeTensors(text, network.State());
        }

        var image = Write(seed: 7, withHead: true);
        using (var experiment = Open(image, s => s with { Compatibility = Compatibility.Reference }))
        {
            var drawn = EncoderStage.Provide(experiment)[1];
            drawn.Recipe.ShouldEndWith("untrained");
            drawn.Channels.ShouldBe(64);
        }

        using var named = Open(
            image,
            s => s with
            {
                Compatibility = Compatibility.Reference,
                Encoder = s.Encoder with { Weights = new([new("image", image), new("text", text)]) },
            },
            "named");
        EncoderStage.Provide(named)[1].Recipe.ShouldContain(EncoderWeights.Describe(text));
    }

    [Fact]
    public void Weights_of_another_encoder_are_refused_before_anything_is_made()
    {
        var path = harness["other.safetensors"];
        using (var random = new NetworkRandom(1))
        using (var text = new MaxoutMlp(300, 64, 23, 0.5, random))
        {
            TensorFile.SaveSafeTensors(path, text.State());
        }

        var error = Should.Throw<InvalidFileException>(() => RunChecks.Check(Settings(path)));
        error.Message.ShouldStartWith($"{path}: These weights do not fit the network: 'vgg.0.weight' is missing");
        error.Message.ShouldEndWith("bring published weights over by `weft weights import FILE --encoder NAME`");
        Should.Throw<UsageException>(() => RunChecks.Check(Settings(path) with { Encoder = new EncoderSettings { Weights = new([new("picture", path)]) } }))
            .Message.ShouldBe("encoder.weights: the task mmimdb has no modality 'picture'; it has image, text.");
        Should.Throw<UsageException>(() => RunChecks.Check(Settings(path) with { Encoder = new EncoderSettings { FineTune = true } }))
            .Message.ShouldBe("encoder.fineTune: there are no weights to tune from; name some by encoder.weights, or leave it out.");
    }

    /// <summary>VGG-19's taps are the same in every mode, so a search in train mode reads them from the cache; the text encoder runs.</summary>
    [Fact]
    public void Reading_exact_taps_from_the_cache_changes_no_number_of_a_network_that_runs_its_encoders()
    {
        using var experiment = Open(Write(seed: 8, withHead: true), settings => settings with { Switches = new SwitchSettings { Encoders = EncoderMode.Train } });
        var encoders = EncoderStage.Provide(experiment);
        var pooling = new TapPooling(TapPoolingKind.Grid, 16);
        using var features = new FeatureSet(experiment, encoders, pooling);
        using var scope = new TensorScope();
        var mixed = Logits(new LiveInputs(experiment, features, experiment.Task.Modalities, learn: false), features);
        var live = Logits(new LiveInputs(experiment, features, experiment.Task.Modalities, learn: true), features);
        mixed.Inputs.ShouldBe(6);
        live.Inputs.ShouldBe(2);
        TensorAssert.Close(mixed.Logits, live.Logits, 1e-5, 1e-5, "logits");

        (int Inputs, Tensor Logits) Logits(LiveInputs inputs, FeatureSet taps)
        {
            using var random = new NetworkRandom(3);
            var space = experiment.Method.Space(experiment.Settings, taps.Taps, experiment.Task);
            using var network = inputs.Join(space.Build(space.Sample(4), random), random);
            var batch = inputs.Source(Split.Train).Load(0, [2, 5, 7]).Scoped(Device.Cpu);
            network.Train();
            return (batch.Inputs.Length, network.Forward(batch.Inputs).Detach());
        }
    }

    [Theory]
    [InlineData(EncoderMode.Eval, true)]
    [InlineData(EncoderMode.Train, false)]
    public void Encoders_that_are_to_evaluate_do_so_until_they_are_unfrozen(EncoderMode mode, bool stay)
    {
        using var experiment = Open(Write(seed: 9, withHead: true), s => s with { Switches = new() { Encoders = mode }, Retrain = s.Retrain with { UnfrozenEpochs = 1 } });
        var encoders = EncoderStage.Provide(experiment);
        using var features = new FeatureSet(experiment, encoders, new TapPooling(TapPoolingKind.Grid, 16));
        using var scope = new TensorScope();
        using var random = new NetworkRandom(3);
        var text = experiment.Task.Modalities[1];
        var inputs = new LiveInputs(experiment, features, [text], learn: true);
        var taps = features.Taps.Where(t => t.Modality == text.Name).ToList();
        using var live = inputs.Join(experiment.Method.BuildSingle(experiment.Settings, taps, experiment.Task, random), random);
        new NetworkTrainer(experiment, features).TrainLive(
            "first", TrainableNetwork.Live(experiment.Task, live, multitask: false), live, inputs, experiment.Settings.Retrain, 1, null, random.Noise, 1, onTest: false);

        var before = TensorFile.LoadSafeTensors(encoders[1].Path)["op2.0.running_mean"];
        live.State().Single(s => s.Key.EndsWith("text.op2.0.running_mean", StringComparison.Ordinal)).Value.BitwiseEquals(before).ShouldBe(stay);
    }

    public void Dispose()
    {
        files.Dispose();
        harness.Dispose();
    }

    private int Cached(string modality) => harness.Updates.Count(u => u.Stage == $"cache:{modality}");

    private string Write(int seed, bool withHead)
    {
        using var random = new NetworkRandom((ulong)seed);
        using var vgg = new Vgg19(Width, 23, random);
        var path = harness[$"vgg-{seed}.safetensors"];
        TensorFile.SaveSafeTensors(
            path,
            vgg.State().Where(s => withHead || s.Key.StartsWith("vgg.", StringComparison.Ordinal)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal));
        return path;
    }

    private FusionSettings Settings(string weights) => new()
    {
        Task = "mmimdb",
        Data = harness["data"],
        Threads = 1,
        Shape = new() { Channels = 8, Dropout = 0, AttentionDropout = 0 },
        Encoder = new()
        {
            Epochs = 2,
            BatchSize = 8,
            Dropout = 0,
            Weights = new ValueMap([new("image", weights)]),
            Channels = new ValueMap([new("image", $"{Width}")]),
        },
    };

    private FusionExperiment Open(string weights, Func<FusionSettings, FusionSettings>? change = null, string? run = null)
    {
        var context = harness.Context();
        return new FusionExperiment((change ?? (s => s))(Settings(weights)), run is null ? context : context with { Folder = harness[run] });
    }
}
