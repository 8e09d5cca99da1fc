using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Weft.Settings;

/// <summary>One setting of a record.</summary>
/// <param name="Name">The key: the property's name in camel case.</param>
/// <param name="Property">The property.</param>
/// <param name="Shape">What it holds.</param>
internal sealed record Setting(string Name, PropertyInfo Property, SettingShape Shape)
{
    // Reflection is slow enough to matter for a file with a long list of records.
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Known = new();

    /// <summary>The settings of a record type in the order of their declaration, those of base records first.</summary>
    internal static IReadOnlyList<Setting> Of(Type record) => Known.GetOrAdd(record, Read);

    private static IReadOnlyList<Setting> Read(Type record)
    {
        var context = new NullabilityInfoContext();
        return
        [
            .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0
                    && property.GetCustomAttribute<NotASettingAttribute>() is null)
                .OrderBy(property => Depth(property.DeclaringType!))
                .ThenBy(property => property.MetadataToken)
                .Select(property => new Setting(
                    JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                    property,
                    SettingShape.Of(property.PropertyType, context.Create(property)))),
        ];
    }

    private static int Depth(Type type) => type.BaseType is { } parent ? Depth(parent) + 1 : 0;
}
