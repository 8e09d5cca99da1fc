using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Weft.Torch;

namespace Weft.Settings;

/// <summary>Checks settings against the attributes of their properties: [Range], [Required] and the like.</summary>
internal static class SettingsValidator
{
    /// <summary>Refuses the first setting that is out of bounds.</summary>
    /// <param name="settings">The record.</param>
    /// <param name="origins">Where values were written, by dotted key.</param>
    internal static void Check(object settings, IReadOnlyDictionary<string, Origin> origins) => CheckRecord(settings, "", origins);

    private static void CheckRecord(object record, string prefix, IReadOnlyDictionary<string, Origin> origins)
    {
        foreach (var setting in Setting.Of(record.GetType()))
        {
            var key = prefix + setting.Name;
            var value = setting.Property.GetValue(record);
            foreach (var rule in setting.Property.GetCustomAttributes<ValidationAttribute>())
            {
                CheckRule(rule, setting, value, key, origins);
            }

            if (setting.Shape.Kind == SettingKind.Record && value is not null)
            {
                CheckRecord(value, key + ".", origins);
            }
            else if (setting.Shape.Item?.Kind == SettingKind.Record)
            {
                var index = 0;
                foreach (var item in (IEnumerable?)value ?? Array.Empty<object>())
                {
                    CheckRecord(item, $"{key}[{index++}].", origins);
                }
            }
        }

        if (record is IValidatableObject self && self.Validate(new ValidationContext(record)).FirstOrDefault() is { } problem)
        {
            throw new UsageException((prefix.Length == 0 ? "" : $"'{prefix.TrimEnd('.')}': ") + problem.ErrorMessage);
        }
    }

    private static void CheckRule(
        ValidationAttribute rule, Setting setting, object? value, string key, IReadOnlyDictionary<string, Origin> origins)
    {
        // A range on a list of numbers is meant for each of them.
        var subjects = rule is RangeAttribute && setting.Shape.Kind == SettingKind.List
            ? ((IEnumerable?)value ?? Array.Empty<object>()).Cast<object?>()
            : [value];
        foreach (var subject in subjects)
        {
            if (!Passes(rule, subject))
            {
                var where = origins.TryGetValue(key, out var origin) ? $"{origin}: " : "";
                throw new UsageException(where + Sentence(rule, subject, key));
            }
        }
    }

    private static bool Passes(ValidationAttribute rule, object? value)
    {
        try
        {
            return rule.IsValid(value);
        }
        catch (OverflowException)
        {
            // The range is given in a smaller type than the value's, and the value does not even fit that.
            return false;
        }
    }

    private static string Sentence(ValidationAttribute rule, object? value, string key) => rule switch
    {
        RangeAttribute range => $"'{key}' is {ScalarFormat.Format(value!)}; it must be {Bounds(range)}.",
        RequiredAttribute => $"'{key}' is required: give it in a settings file or with --set {key}=VALUE.",
        _ => rule.FormatErrorMessage($"'{key}'"),
    };

    private static string Bounds(RangeAttribute range)
    {
        var low = Number(range.Minimum);
        var high = Number(range.Maximum);
        var above = range.MinimumIsExclusive ? $"above {low}" : $"at least {low}";
        var below = range.MaximumIsExclusive ? $"below {high}" : $"at most {high}";
        return range.Maximum is int.MaxValue or double.MaxValue or double.PositiveInfinity
            ? above
            : range.MinimumIsExclusive || range.MaximumIsExclusive ? $"{above} and {below}" : $"between {low} and {high}";
    }

    private static string Number(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;
}
