namespace Weft.BmNas;

/// <summary>What the published programs do with encoders and weights on each data set (specification 2.1, 2.3 and 5): the quirks of reference rules.</summary>
/// <param name="EncodersEvaluate">Whether encoders are in evaluation mode while the search runs them; otherwise in train mode.</param>
/// <param name="LearnsReshapeLayers">Whether the search's optimizer owns the reshape layers.</param>
/// <param name="FoundTrainsEncoders">Whether encoders are trained along with the found network.</param>
/// <param name="FoundCountsDev">
/// Whether the found network's schedule counts dev's batches: train and dev are one set there, apart from MM-IMDB, whose two passes move it
/// though it counts train alone (2.2).
/// </param>
/// <param name="UntrainedModality">A modality whose encoder the search uses as it was drawn; null for none.</param>
internal sealed record PublishedRules(
    bool EncodersEvaluate, bool LearnsReshapeLayers, bool FoundTrainsEncoders, bool FoundCountsDev, string? UntrainedModality)
{
    private static readonly Dictionary<string, PublishedRules> All = new(StringComparer.Ordinal)
    {
        ["mmimdb"] = new(
            EncodersEvaluate: false, LearnsReshapeLayers: true, FoundTrainsEncoders: true, FoundCountsDev: false, UntrainedModality: "text"),
        ["ntu"] = new(
            EncodersEvaluate: false, LearnsReshapeLayers: false, FoundTrainsEncoders: true, FoundCountsDev: true, UntrainedModality: null),
        ["egogesture"] = new(
            EncodersEvaluate: true, LearnsReshapeLayers: true, FoundTrainsEncoders: false, FoundCountsDev: true, UntrainedModality: null),
    };

    /// <summary>The rules of a task; null for one that was not published with BM-NAS.</summary>
    internal static PublishedRules? For(string task) => All.GetValueOrDefault(task);
}
