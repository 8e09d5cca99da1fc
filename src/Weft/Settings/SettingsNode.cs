namespace Weft.Settings;

/// <summary>A value as it was written, before it is known which setting it is for.</summary>
/// <param name="Origin">Where it was written.</param>
internal abstract record SettingsNode(Origin Origin);

/// <summary>One word or text of a file.</summary>
/// <param name="Text">The text without its quotes.</param>
/// <param name="Quoted">Whether it had quotes: a quoted null is the text, not the absence of one.</param>
/// <param name="Origin">Where it was written.</param>
internal sealed record ScalarNode(string Text, bool Quoted, Origin Origin) : SettingsNode(Origin)
{
    /// <summary>Whether it stands for no value at all.</summary>
    internal bool IsNull => !Quoted && (Text is "" or "~" or "null");
}

/// <summary>A list.</summary>
internal sealed record ListNode(IReadOnlyList<SettingsNode> Items, Origin Origin) : SettingsNode(Origin);

/// <summary>Keys and values.</summary>
internal sealed record MapNode(IReadOnlyList<MapEntry> Entries, Origin Origin) : SettingsNode(Origin);

/// <summary>The text behind the equals sign of <c>--set key=value</c>: what it means depends on the setting's type.</summary>
internal sealed record AssignedNode(string Text, Origin Origin) : SettingsNode(Origin);

/// <summary>One key and its value.</summary>
/// <param name="Key">The key as written, dots included.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin">Where the key was written.</param>
internal sealed record MapEntry(string Key, SettingsNode Value, Origin Origin);
