using Weft.Torch;

namespace Weft.Settings;

/// <summary>
/// Gives the text of <c>--set key=value</c> its meaning. A single value is taken as it stands: on a command line nobody
/// expects that a colon or a hash sign in a name must be quoted once more for YAML.
/// </summary>
internal static class AssignedText
{
    /// <summary>The node that a file would have held.</summary>
    /// <param name="assigned">The text.</param>
    /// <param name="shape">What the setting holds.</param>
    /// <param name="key">The setting, for messages.</param>
    internal static SettingsNode Resolve(AssignedNode assigned, SettingShape shape, string key)
    {
        var text = assigned.Text;
        switch (shape.Kind)
        {
            // Only where null is a value is the word null more than a text.
            case SettingKind.Scalar:
                return new ScalarNode(text, Quoted: shape.Type == typeof(string) && !shape.Nullable, assigned.Origin);
            case SettingKind.List when text is not ("null" or "~") && !text.StartsWith('['):
                var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                return new ListNode([.. words.Select(word => new AssignedNode(word, assigned.Origin))], assigned.Origin);
            default:
                return Read(assigned, key);
        }
    }

    private static SettingsNode Read(AssignedNode assigned, string key)
    {
        try
        {
            return YamlReader.ReadText(assigned.Text, key) ?? new ScalarNode("", Quoted: false, assigned.Origin);
        }
        catch (WeftException error)
        {
            throw new UsageException($"{assigned.Origin}: the value cannot be read: {error.Message}");
        }
    }
}
