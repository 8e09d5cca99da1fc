using Weft.Testing;

namespace Weft.EndToEnd;

/// <summary>Command lines of runs on questions, references and captions that take seconds.</summary>
internal static class SentenceRun
{
    private static readonly string[] Sizes =
    [
        "network.hidden=16", "network.wordWidth=6", "network.relationWidth=4", "network.poolHidden=8", "network.poolOutput=12",
        "search.network.hidden=16", "search.network.wordWidth=6", "search.network.relationWidth=4", "search.network.poolHidden=8",
        "search.network.poolOutput=12", "search.network.encoderBlocks=2", "search.network.decoderBlocks=3",
        "space.encoder=[self_att_16, feed_forward]", "space.decoder=[self_att_16, rel_self_att_16, guided_att_16, feed_forward]",
        "search.epochs=3", "search.warmupEpochs=1", "search.batchSize=4", "search.every=2", "retrain.epochs=3", "retrain.batchSize=4",
        "retrain.rate=0.003", "retrain.decayEpochs=[2]", "answers.minimumCount=0", "matching.randomNegatives=6", "matching.searchRandomNegatives=6",
        "matching.searchHardFrom=1", "matching.hardNegatives=2", "baselines.randomNetworks=1", "checkpointSeconds=0.2",
    ];

    /// <summary>Writes the data of a task.</summary>
    internal static void Write(string task, string folder)
    {
        switch (task)
        {
            case "vqa":
                SmallSentences.Answers(folder, testAnswers: true, genome: true);
                break;
            case "vgd":
                SmallSentences.Grounding(folder);
                break;
            default:
                SmallSentences.Matching(folder);
                break;
        }
    }

    internal static string[] Search(string task, string data, string run, params string[] more) =>
        ["search", "mmnas", "--task", task, "--data", data, "--run", run, .. Settings(more)];

    internal static string[] Train(string task, string data, string run, params string[] more) =>
        ["train", "--task", task, "--data", data, "--run", run, .. Settings(more)];

    /// <summary>The sizes that are not said otherwise, one thread, and what is said.</summary>
    private static IEnumerable<string> Settings(string[] more) =>
    [
        .. Sizes.Where(s => !more.Any(m => m.StartsWith(s[..(s.IndexOf('=') + 1)], StringComparison.Ordinal))).SelectMany(s => (string[])["--set", s]),
        "--threads", "1", .. more,
    ];
}
