using Weft.Settings;
using Weft.Torch;

namespace Weft.Experiments.VisionLanguage;

/// <summary>The tasks of sentences and regions by name.</summary>
public static class SentenceTasks
{
    /// <summary>Visual question answering, in the files of VQA v2.</summary>
    public const string Answers = "vqa";

    /// <summary>Visual grounding, in the files of RefCOCO.</summary>
    public const string Grounding = "vgd";

    /// <summary>Image-text matching, in the files of Flickr30K and COCO.</summary>
    public const string Matching = "itm";

    // Small data sets are tasks of their own by their settings alone: their files are the official ones.
    private static readonly Dictionary<string, Func<MmNasSettings, SentenceTask>> Kinds = new(StringComparer.Ordinal)
    {
        [Answers] = s => new AnswerTask(s),
        [Grounding] = s => new GroundingTask(s),
        [Matching] = s => new MatchingTask(s),
        ["easy-vqa"] = s => new AnswerTask(s),
        ["shapes-grounding"] = s => new GroundingTask(s),
        ["emoji-itm"] = s => new MatchingTask(s),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Kinds.Keys];

    /// <summary>Whether a task is one of sentences and regions.</summary>
    /// <param name="name">The task's name.</param>
    public static bool Has(string? name) => name is not null && Kinds.ContainsKey(name);

    /// <summary>Opens a task's data.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <exception cref="WeftException">There is no such task, or the data are not there or damaged.</exception>
    public static SentenceTask Open(MmNasSettings settings) => Kinds.TryGetValue(settings.Task, out var open)
        ? open(settings)
        : throw new UsageException(
            settings.Task.Length == 0
                ? $"--task is missing: name one of {string.Join(", ", Names)}."
                : NearestName.Find(settings.Task, Names) is { } near
                    ? $"task: MmNas has no '{settings.Task}'; did you mean '{near}'? There are {string.Join(", ", Names)}."
                    : $"task: MmNas has no '{settings.Task}'; there are {string.Join(", ", Names)}.");
}
