using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Data.Ntu;

/// <summary>What the name of a clip says, such as <c>S001C002P003R002A013</c>; all count from 1.</summary>
/// <param name="Setup">The setup, S.</param>
/// <param name="Camera">The camera, C.</param>
/// <param name="Person">The subject, P.</param>
/// <param name="Repetition">The repetition, R.</param>
/// <param name="Action">The action, A.</param>
internal readonly partial record struct NtuName(int Setup, int Camera, int Person, int Repetition, int Action)
{
    /// <summary>What videos' names have behind the clip's name.</summary>
    public const string VideoEnd = "_rgb.avi";

    /// <summary>What skeletons' names have behind the clip's name.</summary>
    public const string SkeletonEnd = ".skeleton";

    /// <summary>Actions of NTU RGB+D; NTU RGB+D 120 goes on behind them.</summary>
    public const int Actions = 60;

    /// <summary>Subjects of NTU RGB+D; NTU RGB+D 120 goes on behind them.</summary>
    public const int Persons = 40;

    /// <summary>Takes a name apart.</summary>
    /// <param name="text">The name without folder and end.</param>
    /// <param name="name">The name.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NtuName? name)
    {
        var match = Pattern().Match(text);
        name = match.Success ? new NtuName(Number(1), Number(2), Number(3), Number(4), Number(5)) : null;
        return match.Success;

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>Why a clip of this name is none of NTU RGB+D; null where it is one.</summary>
    public string? Problem() =>
        Action is < 1 or > Actions ? $"its action {Action} is none of the {Actions} of NTU RGB+D"
        : Person is < 1 or > Persons ? $"its subject {Person} is none of the {Persons} of NTU RGB+D"
        : null;

    /// <summary>The name as it is written.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"S{Setup:000}C{Camera:000}P{Person:000}R{Repetition:000}A{Action:000}");

    [GeneratedRegex(@"\AS([0-9]{3})C([0-9]{3})P([0-9]{3})R([0-9]{3})A([0-9]{3})\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
