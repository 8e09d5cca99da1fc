using Weft.Cdar.Evaluation;
using Weft.Data.Clips;
using Weft.Data.Clips.Frames;
using Weft.Data.Clips.Lists;
using Weft.Data.Clips.Transforms;
using Weft.Data.Formats;
using Weft.Runs;
using Weft.Runs.Embedding;
using Weft.Search;
using Weft.Torch;

namespace Weft.Experiments.Adaptation;

/// <summary>What a report shows of a run's first network: features of both domains on a plane, and test clips with what it made of them.</summary>
/// <param name="experiment">The run.</param>
/// <param name="networks">Its networks.</param>
internal sealed class AdaptationPictures(AdaptationExperiment experiment, AdaptationNetworks networks)
{
    private const string Folder = "examples";
    private const int MostPoints = 400;
    private const int Examples = 12;
    private const int StripFrames = 8;
    private const int StripHeight = 96;

    /// <summary>Places features of clips of both domains, once in a run.</summary>
    /// <param name="own">The run's own method.</param>
    public FeatureMapReport Map(AdaptedOutcome own) => experiment.Ledger.Once("map", () =>
    {
        var plan = AdaptationPlan.Of(own.Variant, experiment.Seeds[0]);
        var test = experiment.Lists.Test(AdaptationFigures.ModeOf(own.Variant.Method, experiment.Settings));
        var (ours, theirs) = (Some(experiment.Lists.Source.Clips.Count, "source"), Some(test.Clips.Count, "target"));
        var source = Ask(plan, own, experiment.Lists.Source, ours, "map of the source");
        var target = Ask(plan, own, test, theirs, "map of the target");
        float[] all = [.. source.Values, .. target.Values];
        var places = TSne.Place(new FeatureRows(all, source.Rows + target.Rows, source.Columns), Seeds.Derive(experiment.Settings.Seed, "map"));
        var right = own.Results[0].Right;
        FeaturePoint Point(int row, FeatureDomain domain, int label, bool? isRight) =>
            new(places[2 * row], places[(2 * row) + 1], domain, experiment.NameOf(label), isRight);
        return new FeatureMapReport(
            "t-SNE",
            [
                .. source.Labels.Select((label, i) => Point(i, FeatureDomain.Source, label, null)),
                .. target.Labels.Select((label, i) => Point(source.Rows + i, FeatureDomain.Target, label, right.Length > 0 ? right[theirs[i]] : null)),
            ]);
    });

    /// <summary>Test clips as strips of frames: as many wrong as right ones, if there are.</summary>
    /// <param name="own">The run's own method.</param>
    public IReadOnlyList<ClipExampleReport>? Clips(AdaptedOutcome own)
    {
        var result = own.Results[0];
        if (result.Predictions.Length == 0)
        {
            return null;
        }

        var test = experiment.Lists.Test(AdaptationFigures.ModeOf(own.Variant.Method, experiment.Settings));
        var shuffled = Seeds.Permutation(test.Clips.Count, Seeds.Derive(experiment.Settings.Seed, "examples"));
        var wrong = shuffled.Where(i => !result.Right[i]).ToList();
        var right = shuffled.Where(i => result.Right[i]).ToList();
        var chosen = wrong.Take(Math.Max(Examples / 2, Examples - right.Count)).Concat(right).Take(Examples);
        using var reader = new ClipReader(test);
        var examples = new List<ClipExampleReport>();
        foreach (var i in chosen)
        {
            if (Strip(reader, test.Clips[i], i) is { } picture)
            {
                examples.Add(new ClipExampleReport
                {
                    Picture = picture,
                    Truth = experiment.NameOf(test.Clips[i].Label),
                    Prediction = experiment.NameOf(result.Predictions[i]),
                });
            }
        }

        return examples;
    }

    private ClipScores Ask(AdaptationPlan plan, AdaptedOutcome own, ClipList list, int[] chosen, string what)
    {
        // By places: a list may name a clip twice.
        var (kept, place) = (chosen.ToHashSet(), 0);
        return networks.Ask(plan, own.Trained[0].Weights, list.Select(_ => kept.Contains(place++)), (method, clips) => method.Features(clips), what);
    }

    /// <summary>Some of so many clips, in their order.</summary>
    private int[] Some(int count, string what) =>
        [.. Seeds.Permutation(count, Seeds.Derive(experiment.Settings.Seed, $"map/{what}")).Take(MostPoints).Order()];

    /// <summary>Frames of a clip beside each other; null for a clip that cannot be read.</summary>
    private string? Strip(ClipReader reader, ClipRecord clip, int number)
    {
        FrameStack frames;
        try
        {
            var count = reader.Count(clip);
            var shown = Math.Min(StripFrames, count);
            frames = reader.Read(clip, [.. Enumerable.Range(0, shown).Select(f => f * count / shown)]);
        }
        catch (InvalidFileException)
        {
            return null;
        }

        if (frames.Height > StripHeight)
        {
            frames = new Resize(Math.Max(1, frames.Width * StripHeight / frames.Height), StripHeight).Apply(frames, new ItemDraws(0));
        }

        var pixels = new byte[frames.Pixels.Length];
        var row = frames.Width * FrameStack.Colours;
        for (var f = 0; f < frames.Count; f++)
        {
            for (var y = 0; y < frames.Height; y++)
            {
                frames[f].Slice(y * row, row).CopyTo(pixels.AsSpan(((y * frames.Count) + f) * row));
            }
        }

        Directory.CreateDirectory(Path.Combine(experiment.Run.Folder, Folder));
        var name = $"{Folder}/clip-{number:D5}.png";
        new RgbPicture(pixels, frames.Width * frames.Count, frames.Height).Write(Path.Combine(experiment.Run.Folder, name), lasting: false);
        return name;
    }
}
