using Weft.Cdar;
using Weft.Data.Clips;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Sampling;
using Weft.Data.Clips.Transforms;
using Weft.Encoders.Clips;
using Weft.Experiments.Adaptation;
using Weft.Runs;
using Weft.Search.Strategies;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Experiments.Adaptation;

/// <summary>Two domains of small clips in archives, settings of a network that trains in a moment, and a run to search alignments in.</summary>
internal sealed class AlignmentBench : IDisposable
{
    private const int Classes = 3;
    private const int Frames = 8;
    private const int Side = 16;

    private readonly TemporaryFolder data = new();

    /// <summary>Writes the clips.</summary>
    /// <param name="change">Changes the settings.</param>
    /// <param name="turn">By how much labels of the target are wrong.</param>
    public AlignmentBench(Func<AdaptationSettings, AdaptationSettings>? change = null, int turn = 0)
    {
        Write("source.npz", 15, 0, 0);
        Write("target.npz", 9, 60, turn);
        Write("test.npz", 6, 60, turn);
        Settings = (change ?? (s => s))(new AdaptationSettings
        {
            Kind = "search",
            Method = "alignment",
            Data = data.Path,
            Seed = 3,
            Threads = 1,
            Source = new ClipListSettings { List = "source.npz" },
            Target = new ClipListSettings { List = "target.npz" },
            Test = new ClipListSettings { List = "test.npz" },
            Clips = new ClipSettings
            {
                Sampler = new SamplerSettings { Name = SamplerName.MultiScale, Length = 4, Interval = 1 },
                Transforms = new TransformSettings { ShortSide = Side, Size = Side, Crop = CropKind.None, Flip = 0 },
            },
            Encoder = new ClipEncoderSettings { Channels = new([4, 8]) },
            Adapt = new MethodSettings
            {
                Dropout = 0,
                Discriminator = new DiscriminatorSettings { Layers = 1, Width = 8 },
                Order = new OrderSettings { Hidden = 8 },
            },
            Train = new AdaptationTrainingSettings { Epochs = 2, BatchSize = 3, Rate = 0.01, Optimizer = AdaptationOptimizer.Adam, Groups = false },
            Trials = new AlignmentTrialSettings { Count = 4, Epochs = 1 },
            Evolution = new EvolutionSettings { Population = 2, Tournament = 2, StepSize = 2 },
        });
    }

    /// <summary>The run's folder, log and clock.</summary>
    public RunHarness Run { get; } = new();

    /// <summary>The settings.</summary>
    public AdaptationSettings Settings { get; }

    /// <summary>Opens the run.</summary>
    /// <param name="stopAfter">How many reports of progress the person waits for before stopping it; 0 for no end.</param>
    public AdaptationExperiment Open(int stopAfter = 0)
    {
        if (stopAfter == 0)
        {
            return new AdaptationExperiment(Settings, Run.Context());
        }

        var stop = new Stop(stopAfter);
        return new AdaptationExperiment(Settings, Run.Context(cancellation: stop.Token) with { Progress = stop });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run.Dispose();
        data.Dispose();
    }

    /// <summary>A bright square that goes right, down or nowhere, on a ground of some brightness.</summary>
    private void Write(string name, int clips, int ground, int turn)
    {
        var pixels = new byte[clips * Frames * Side * Side];
        for (var clip = 0; clip < clips; clip++)
        {
            var (kind, start) = (clip % Classes, 1 + (clip / Classes % 4));
            for (var p = 0; p < Frames * Side * Side; p++)
            {
                var (frame, y, x) = (p / (Side * Side), p / Side % Side, p % Side);
                var (left, top) = (start + (kind == 0 ? frame : 0), start + (kind == 1 ? frame : 0));
                var inside = x >= left && x < left + 4 && y >= top && y < top + 4;
                pixels[(clip * Frames * Side * Side) + p] = (byte)(inside ? 230 - ground : ground + ((x * 7 + y * 3 + clip) % 20));
            }
        }

        NpzWriter.Write(data[name], new Dictionary<string, NdArray>(StringComparer.Ordinal)
        {
            ["video"] = NdArray.From(pixels, clips, Frames, Side, Side, 1),
            ["labels"] = NdArray.From([.. Enumerable.Range(0, clips).Select(c => (long)((c + turn) % Classes))], clips),
        });
    }

    private sealed class Stop(int after) : IRunProgress
    {
        private readonly CancellationTokenSource source = new();
        private int reports;

        public CancellationToken Token => source.Token;

        public void Stage(string stage, string description)
        {
        }

        public void Report(ProgressUpdate update)
        {
            if (++reports == after)
            {
                source.Cancel();
            }
        }

        public void Line(string text)
        {
        }
    }
}
