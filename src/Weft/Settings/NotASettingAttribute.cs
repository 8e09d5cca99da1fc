namespace Weft.Settings;

/// <summary>Marks a property of a settings record that code sets: no file names it, and none is written with it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotASettingAttribute : Attribute;
