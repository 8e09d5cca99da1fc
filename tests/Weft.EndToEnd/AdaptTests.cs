using System.Globalization;
using Shouldly;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.EndToEnd;

/// <summary>Adaptation by the real program on two small domains: every method, what asks its networks afterwards, and what goes wrong.</summary>
public sealed class AdaptTests(SmallDomainsData data) : IClassFixture<SmallDomainsData>
{
    [Theory]
    [InlineData("source-only", "top1")]
    [InlineData("dann", "top1")]
    [InlineData("osbp", "h")]
    [InlineData("gcd4da", "gcd")]
    [InlineData("glad", "top1")]
    public async Task A_method_trains_tests_and_reports(string method, string headline)
    {
        var run = await data.RunAsync(method);
        var report = Files.Report(run);
        report["method"]!.GetValue<string>().ShouldBe(method);
        report["test"]!.AsObject().First().Key.ShouldBe(headline);
        report["test"]![headline]!.GetValue<double>().ShouldBeInRange(0, 1);
        report["baselines"]!.AsArray()[^1]!["name"]!.GetValue<string>().ShouldBe(method);
        File.ReadAllText(Path.Combine(run, "report.html")).ShouldContain("t-SNE");
        Files.Below(run).ShouldNotContain(f => f.Contains(".tmp") || f.StartsWith("checkpoints/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Glad_orders_clips_first_and_blends_medians_that_it_makes_itself()
    {
        var run = await data.RunAsync("glad");
        Files.Below(run).ShouldContain("networks/order-0.safetensors");
        Files.Below(data["cache/medians"]).Count(f => f.EndsWith(".png", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(18, "one for each clip of the source");
        Files.Report(run)["baselines"]!.AsArray().Select(b => b!["name"]!.GetValue<string>())
            .ShouldBe(["source-only", "glad-blend-order", "glad"]);
    }

    [Fact]
    public async Task An_encoder_that_learned_the_order_of_clips_begins_another_run()
    {
        using var folder = new TemporaryFolder();
        var order = await data.RunAsync("temporal-order");
        Files.Report(order)["test"].ShouldBeNull("it tells no classes");
        var result = await WeftProgram.RunAsync(data.Command(
            "adapt", "source-only", folder["run"], "--test", data.List("test"), "--init", order, "--set", "train.rate=0"));
        result.ExitCode.ShouldBe(0, result.Error);
        using var scope = new Weft.Torch.TensorScope();
        var (before, after) = (Weights(order, "temporal-order-0"), Weights(folder["run"], "source-only-0"));
        const string Layer = "backbone.layer0.conv.weight";
        before.Keys.ShouldContain(Layer);
        after[Layer].ToArray<float>().ShouldBe(before[Layer].ToArray<float>());
    }

    [Fact]
    public async Task Networks_are_measured_on_any_list()
    {
        var run = await data.RunAsync("source-only");
        var result = await WeftProgram.RunAsync(
            ["test", "--run", run, "--list", data.List("target", "grey"), "--metrics", "top-k,mean-class,confusion"]);
        result.ExitCode.ShouldBe(0, result.Error);
        foreach (var word in new[] { "top1", "top5", "mean_class", "std", "best", "source-only:0", "source-only:1", "what was taken for what", "still" })
        {
            result.Output.ShouldContain(word);
        }

        var own = await WeftProgram.RunAsync(["test", "--run", run]);
        var mean = Files.Report(run)["test"]!["top1"]!.GetValue<double>();
        Words(own.Output, "top1")[1].ShouldBe(mean.ToString("0.0000", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("osbp", "h", "h os unk")]
    [InlineData("gcd4da", "kmeans,gcd", "kmeans kmeans_old kmeans_new gcd gcd_old gcd_new gcd_oracle")]
    public async Task Novel_classes_have_figures_of_their_own(string method, string metrics, string names)
    {
        var result = await WeftProgram.RunAsync(["test", "--run", await data.RunAsync(method), "--list", data.List("open"), "--metrics", metrics]);
        result.ExitCode.ShouldBe(0, result.Error);
        foreach (var name in names.Split(' '))
        {
            Words(result.Output, name).Length.ShouldBeGreaterThan(1, $"{name}: {result.Output}");
        }
    }

    [Fact]
    public async Task Features_are_written_in_the_order_of_the_list()
    {
        using var folder = new TemporaryFolder();
        var result = await WeftProgram.RunAsync(["features", "--run", await data.RunAsync("dann"), "--list", data.List("open"), "--out", folder["f.npz"]]);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe($"16 clips of 8 numbers: {folder["f.npz"]}\n");
        using var archive = new NpzReader(folder["f.npz"]);
        archive.Read("features").Shape.ShouldBe([16, 8]);
        archive.Read("labels").As<long>().ToArray().ShouldBe(Enumerable.Range(0, 16).Select(i => (long)(i % 4)));
    }

    [Fact]
    public async Task A_clip_without_one_of_its_frames_is_named_and_replaced()
    {
        using var folder = new TemporaryFolder();
        var list = data.Frames("frames", 12);
        File.Delete(data["frames/clip05/img_00003.png"]);
        var result = await WeftProgram.RunAsync(data.Command(
            "adapt", "source-only", folder["run"], "--source", list, "--test", data.List("test"), "--set", "source.template=img_{:05}.png"));
        result.ExitCode.ShouldBe(0, result.Error);
        Files.Remarks(folder["run"]).ShouldContain(r => r.Contains("frames/clip05") && r.Contains("replaced by another one"));
        File.ReadAllText(Path.Combine(folder["run"], "report.html")).ShouldContain("frames/clip05");
    }

    [Theory]
    [InlineData("--method glod --test TEST", 2, "--method: there is no method 'glod'; did you mean 'glad'?")]
    [InlineData("--method dann --target NONE --test TEST", 2, "--target is missing: dann learns from clips of the target too, without their labels.")]
    [InlineData("--method source-only --source NONE --test TEST --data DATA", 2, "--source is missing: name the list of labelled clips.")]
    [InlineData("--method source-only --test TEST --set classes=two.txt", 2, "names 2 classes, but the lists have 3")]
    [InlineData("--method source-only --test TEST --set classes=none.txt", 2, "none.txt is not there; name a file of class names, one a line, one of babel-k400, ")]
    [InlineData("--method source-only --set compatibility=reference", 2, "--test is missing: under reference rules epochs are chosen by it")]
    [InlineData("--method source-only --test TEST --set train.choose=best", 2, "train.choose: the best epoch is chosen on held-out clips of the source, which --dev names for methods with a classifier")]
    [InlineData("--method glad --test TEST --rivals glad+blur", 2, "rivals: 'glad+blur' changes 'blur', but there are only blend and order")]
    [InlineData("--method source-only --test ABSENT", 1, "absent.txt")]
    public async Task What_cannot_be_done_is_said_before_anything_is_written(string said, int code, string sentence)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(data["two.txt"], ["right", "down"]);
        string[] words =
        [
            .. said.Split(' ').Select(w => w switch { "TEST" => data.List("test"), "NONE" => "", "DATA" => data["."], "ABSENT" => data["absent.txt"], _ => w }),
        ];
        var result = await WeftProgram.RunAsync(data.Command("adapt", words[1], folder["run"], words[2..]));
        BadInputTests.Told(result, code, sentence);
        Directory.Exists(folder["run"]).ShouldBeFalse();
    }

    private static Dictionary<string, Weft.Torch.Tensor> Weights(string run, string network) =>
        new(TensorFile.LoadSafeTensors(Path.Combine(run, "networks", network + ".safetensors")), StringComparer.Ordinal);

    /// <summary>The words of the line that begins with one.</summary>
    private static string[] Words(string output, string first) =>
        output.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(w => w.Length > 0 && w[0] == first) ?? [];
}
