using Weft.Runs;
using Weft.Settings;

namespace Weft.Experiments;

/// <summary>Which settings a run has, by its method.</summary>
public static class RunKinds
{
    /// <summary>Reads a run's settings.</summary>
    /// <param name="config">Its <c>config.yaml</c>.</param>
    /// <returns>The settings of its method's kind.</returns>
    /// <exception cref="Weft.Torch.WeftException">The file is damaged or holds what no method has.</exception>
    public static RunSettings Read(string config) => Bind(MethodOf(File.ReadAllText(config)), d => SettingsBinder.Bind(d, [config], []));

    /// <summary>Reads settings from a text that some file held.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <returns>The settings of its method's kind.</returns>
    /// <exception cref="Weft.Torch.WeftException">The text is no settings, or holds what no method has.</exception>
    public static RunSettings ReadText(string yaml, string source) => Bind(MethodOf(yaml), d => SettingsBinder.BindText(d, yaml, source));

    private static RunSettings Bind(string? method, Func<RunSettings, RunSettings> bind) => bind(method switch
    {
        MmNas.MmNasGenotype.SpaceName => new VisionLanguage.MmNasSettings(),
        Cdar.Space.AlignmentGenotype.SpaceName => new Adaptation.AdaptationSettings(),
        { } adapts when Cdar.AdaptationMethods.Names.Any(n => IsVariant(adapts, n)) => new Adaptation.AdaptationSettings(),
        _ => new FusionSettings(),
    });

    /// <summary>Whether a name is a method's, or the method with or without one of its parts, as in <c>glad-blend</c>.</summary>
    private static bool IsVariant(string name, string method) => name.StartsWith(method, StringComparison.Ordinal)
        && (name.Length == method.Length || name[method.Length] is '+' or '-');

    /// <summary>The method that a text names; null where it is no settings, which the binder then says better.</summary>
    private static string? MethodOf(string yaml)
    {
        try
        {
            return RunConfiguration.Flatten(yaml).FirstOrDefault(s => string.Equals(s.Key, "method", StringComparison.Ordinal)).Value;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
