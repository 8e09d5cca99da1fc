using System.Collections;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weft.Settings;

/// <summary>Writes settings as YAML, such that <see cref="SettingsBinder"/> gives an equal record back.</summary>
public static class SettingsWriter
{
    /// <summary>Every setting, defaults included, in the order of declaration.</summary>
    /// <param name="settings">The settings record.</param>
    public static string ToYaml<T>(T settings)
        where T : class
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        WriteRecord(emitter, settings);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void WriteRecord(Emitter emitter, object record)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var setting in Setting.Of(record.GetType()))
        {
            emitter.Emit(new Scalar(setting.Name));
            WriteValue(emitter, setting.Shape, setting.Property.GetValue(record));
        }

        emitter.Emit(new MappingEnd());
    }

    private static void WriteValue(Emitter emitter, SettingShape shape, object? value)
    {
        switch (value, shape.Kind)
        {
            case (null, _):
                WritePlain(emitter, "null");
                break;
            case (string text, _):
                WriteText(emitter, text);
                break;
            case (_, SettingKind.Scalar):
                WritePlain(emitter, ScalarFormat.Format(value));
                break;
            case (IEnumerable<KeyValuePair<string, string>> pairs, SettingKind.Map):
                WriteMap(emitter, [.. pairs]);
                break;
            case (IEnumerable items, SettingKind.List):
                WriteList(emitter, shape.Item!, [.. items.Cast<object?>()]);
                break;
            default:
                WriteRecord(emitter, value);
                break;
        }
    }

    private static void WriteMap(Emitter emitter, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var style = pairs.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (var (name, text) in pairs)
        {
            WriteText(emitter, name);
            WriteText(emitter, text);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void WriteList(Emitter emitter, SettingShape item, IReadOnlyList<object?> items)
    {
        var style = items.Count > 0 && item.Kind == SettingKind.Record ? SequenceStyle.Block : SequenceStyle.Flow;
        emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (var one in items)
        {
            WriteValue(emitter, item, one);
        }

        emitter.Emit(new SequenceEnd());
    }

    private static void WritePlain(Emitter emitter, string text) => Write(emitter, text, ScalarStyle.Plain);

    // Words that cannot be mistaken for anything else stay bare, so that a file is pleasant to read; all other text is quoted.
    private static void WriteText(Emitter emitter, string text) =>
        Write(emitter, text, IsWord(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);

    private static bool IsWord(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/')
        && text.ToLowerInvariant() is not ("null" or "true" or "false" or "yes" or "no" or "on" or "off");

    private static void Write(Emitter emitter, string text, ScalarStyle style) =>
        emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: style == ScalarStyle.Plain, isQuotedImplicit: true));
}
