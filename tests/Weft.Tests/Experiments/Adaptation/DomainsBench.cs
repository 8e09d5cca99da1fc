using Weft.Cdar;
using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Sampling;
using Weft.Data.Clips.Transforms;
using Weft.Encoders.Clips;
using Weft.Experiments.Adaptation;
using Weft.Testing;

namespace Weft.Tests.Experiments.Adaptation;

/// <summary>Two small domains in a folder, and runs on them within the test's own process.</summary>
internal sealed class DomainsBench : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DomainsBench() => SmallDomains.Write(folder["pair.npz"]);

    public RunHarness Harness { get; } = new();

    public string this[string name] => folder[name];

    /// <summary>A part of the pair as a list.</summary>
    public static ClipListSettings Part(string name) => new() { List = $"pair.npz#{name}" };

    /// <summary>Settings of a run that learns in a moment.</summary>
    public AdaptationSettings Settings(string method) => new()
    {
        Method = method,
        Data = folder.Path,
        Threads = 1,
        Source = Part("source"),
        Target = Part("target"),
        Test = Part("test"),
        Encoder = new ClipEncoderSettings { Channels = new([4, 8]) },
        Clips = new ClipSettings
        {
            Sampler = new SamplerSettings { Name = SamplerName.LocalGlobal, Length = 4, Interval = 1 },
            Transforms = new TransformSettings { ShortSide = SmallDomains.Side, Size = SmallDomains.Side, Crop = CropKind.None, Flip = 0 },
        },
        Adapt = new MethodSettings
        {
            Discriminator = new DiscriminatorSettings { Layers = 1, Width = 8 },
            Order = new OrderSettings { Hidden = 8 },
            Contrast = new ContrastSettings { Hidden = 16, Bottleneck = 8, Out = 32 },
        },
        Train = new AdaptationTrainingSettings { Epochs = 1, BatchSize = 6, Rate = 0.02 },
    };

    /// <summary>Opens a run in the harness's folder.</summary>
    public AdaptationExperiment Open(AdaptationSettings settings) => new(settings, Harness.Context());

    public void Dispose()
    {
        Harness.Dispose();
        folder.Dispose();
    }
}
