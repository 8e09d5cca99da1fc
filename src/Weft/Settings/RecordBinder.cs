using Weft.Torch;

namespace Weft.Settings;

/// <summary>Lays one source (a file, or all assignments) over a settings record.</summary>
/// <param name="root">The outermost record's type, to suggest keys from.</param>
/// <param name="origins">Where each dotted key's value came from; added to.</param>
internal sealed class RecordBinder(Type root, Dictionary<string, Origin> origins)
{
    private readonly Dictionary<string, Origin> claimed = new(StringComparer.Ordinal);

    /// <summary>A copy of the settings with the source's values.</summary>
    internal object Bind(object settings, MapNode source) => BindRecord(settings, source, prefix: "");

    private object BindRecord(object record, MapNode source, string prefix)
    {
        var copy = Copy(record);
        foreach (var entry in source.Entries)
        {
            BindEntry(copy, entry.Key, entry, prefix);
        }

        return copy;
    }

    private void BindEntry(object record, string key, MapEntry entry, string prefix)
    {
        var settings = Setting.Of(record.GetType());
        if (settings.FirstOrDefault(one => string.Equals(one.Name, key, StringComparison.Ordinal)) is { } setting)
        {
            var current = setting.Property.GetValue(record);
            setting.Property.SetValue(record, BindValue(setting.Shape, entry.Value, current, prefix + setting.Name));
            return;
        }

        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? null : settings.FirstOrDefault(one => string.Equals(one.Name, key[..dot], StringComparison.Ordinal));
        switch (head?.Shape.Kind)
        {
            case SettingKind.Record:
                var inner = Copy(head.Property.GetValue(record) ?? Create(head.Shape.Type));
                BindEntry(inner, key[(dot + 1)..], entry, $"{prefix}{head.Name}.");
                head.Property.SetValue(record, inner);
                break;
            case SettingKind.Map:
                var pairs = (IReadOnlyDictionary<string, string>?)head.Property.GetValue(record) ?? ValueMap.Empty;
                var name = key[(dot + 1)..];
                var text = (string)BindValue(new SettingShape(SettingKind.Scalar, typeof(string), false), entry.Value, null, prefix + key)!;
                head.Property.SetValue(record, new ValueMap(
                    [.. pairs.Where(pair => !string.Equals(pair.Key, name, StringComparison.Ordinal)), new(name, text)]));
                break;
            default:
                throw UnknownKey.Error(root, settings, prefix, key, entry.Origin);
        }
    }

    private object? BindValue(SettingShape shape, SettingsNode node, object? current, string key)
    {
        var value = node is AssignedNode assigned ? AssignedText.Resolve(assigned, shape, key) : node;
        if (value is ScalarNode { IsNull: true } && shape.Nullable)
        {
            Claim(key, node.Origin);
            return null;
        }

        switch (shape.Kind, value)
        {
            case (SettingKind.Scalar, ScalarNode scalar):
                Claim(key, node.Origin);
                return (scalar.IsNull ? null : ScalarFormat.Parse(shape.Type, scalar.Text)) ?? throw Wrong(shape, scalar.Text, node.Origin, key);
            case (SettingKind.List, ListNode list):
                Claim(key, node.Origin);
                return BindList(shape, list, key);
            case (SettingKind.Map, MapNode map):
                Claim(key, node.Origin);
                var text = new SettingShape(SettingKind.Scalar, typeof(string), false);
                return new ValueMap(map.Entries.Select(entry =>
                    KeyValuePair.Create(entry.Key, (string)BindValue(text, entry.Value, null, $"{key}.{entry.Key}")!)));
            case (SettingKind.Record, MapNode map):
                return BindRecord(current ?? Create(shape.Type), map, key + ".");
            default:
                throw Wrong(shape, value is ScalarNode word ? word.Text : null, node.Origin, key);
        }
    }

    private object BindList(SettingShape shape, ListNode list, string key)
    {
        var item = shape.Item!;
        var type = item.Nullable && item.Type.IsValueType ? typeof(Nullable<>).MakeGenericType(item.Type) : item.Type;
        var array = Array.CreateInstance(type, list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            array.SetValue(BindValue(item, list.Items[i], null, $"{key}[{i}]"), i);
        }

        return shape.Type.IsArray ? array : Activator.CreateInstance(typeof(ValueList<>).MakeGenericType(type), array)!;
    }

    private void Claim(string key, Origin origin)
    {
        if (!claimed.TryAdd(key, origin))
        {
            var where = claimed[key].Line is { } line ? $"in line {line}" : $"by {claimed[key].Source}";
            throw new UsageException($"{origin}: key '{key}' was already given {where}; remove one of them.");
        }

        origins[key] = origin;
    }

    private static UsageException Wrong(SettingShape shape, string? text, Origin origin, string key)
    {
        var expected = shape.Kind switch
        {
            SettingKind.Scalar => ScalarFormat.Describe(shape.Type),
            SettingKind.List => "a list such as [a, b]",
            SettingKind.Map => "names and values such as {name: value}",
            _ => $"a group of settings: set its keys, such as {key}.{Setting.Of(shape.Type)[0].Name}",
        };
        var found = text switch
        {
            null => "is a group or list",
            "" => "has no value",
            _ => $"is '{Printable.Short(text)}'",
        };
        return new UsageException($"{origin}: '{key}' {found}; expected {expected}.");
    }

    private static object Copy(object record) =>
        record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private static object Create(Type record) =>
        record.GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance(record)!
            : throw new InvalidOperationException($"{record} is null by default and cannot be created: give it a constructor without parameters.");
}
