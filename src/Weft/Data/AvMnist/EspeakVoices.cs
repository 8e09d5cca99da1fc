using System.Text.RegularExpressions;
using Weft.Torch;

namespace Weft.Data.AvMnist;

/// <summary>The English voices and the voice variants that an installed espeak-ng offers.</summary>
/// <param name="Version">What the program says of itself.</param>
/// <param name="Bases">Language tags of the English voices, such as `en-gb-scotland`, in ordinal order.</param>
/// <param name="Variants">Names of the variants that are used, such as `m3`, in ordinal order.</param>
internal sealed partial record EspeakVoices(string Version, IReadOnlyList<string> Bases, IReadOnlyList<string> Variants)
{
    // Variants that whisper, race or read from another tune say digits that people cannot tell apart.
    private static readonly HashSet<string> Unfit = new(StringComparer.OrdinalIgnoreCase)
    {
        "whisper", "whisperf", "fast", "announcer", "Demonic",
    };

    /// <summary>Asks the program.</summary>
    /// <exception cref="WeftException">The program is absent or offers no English voice.</exception>
    public static EspeakVoices Discover(EspeakProgram program)
    {
        var version = VersionPattern().Match(program.Ask("--version")).Value;
        var bases = Column(program.Ask("--voices=en"), VoicePattern());
        var variants = Column(program.Ask("--voices=variant"), VariantPattern()).Where(name => !Unfit.Contains(name)).ToArray();
        return bases.Length > 0 && variants.Length > 0
            ? new EspeakVoices(version, bases, variants)
            : throw new WeftException($"{program.Name} offers no English voices; install its data (apt install espeak-ng-data).");
    }

    private static string[] Column(string table, Regex pattern) =>
        [.. pattern.Matches(table).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?(-\w+)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionPattern();

    // Voices under mb/ need another program (MBROLA) and its data.
    [GeneratedRegex(@"^ *\d+ +(en(?:-[A-Za-z0-9-]+)?) +\S+ +\S+ +(?!mb/|!v/)\S+", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex VoicePattern();

    // A variant's file name with a space could not be told from the columns after it, so those few are left out.
    [GeneratedRegex(@"^ *\d+ +variant +\S+ +\S+ +!v/(\w+) *(?:\(.*\) *)?\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex VariantPattern();
}
