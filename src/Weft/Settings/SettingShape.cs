using System.Reflection;

namespace Weft.Settings;

/// <summary>What kind of value a setting holds.</summary>
internal enum SettingKind
{
    Scalar,
    List,
    Map,
    Record,
}

/// <summary>The type of a setting, or of a list's items, as the binder and the writer see it.</summary>
/// <param name="Kind">What kind of value.</param>
/// <param name="Type">The scalar's type, the record's type, or the declared type of a list or map.</param>
/// <param name="Nullable">Whether null is a value.</param>
/// <param name="Item">The shape of a list's items.</param>
internal sealed record SettingShape(SettingKind Kind, Type Type, bool Nullable, SettingShape? Item = null)
{
    /// <summary>The shape of a declared type.</summary>
    /// <exception cref="InvalidOperationException">Settings records may not hold such a type: a programmer's error.</exception>
    internal static SettingShape Of(Type declared, NullabilityInfo nullability)
    {
        var value = System.Nullable.GetUnderlyingType(declared);
        var type = value ?? declared;
        var nullable = value is not null || (!declared.IsValueType && nullability.ReadState == NullabilityState.Nullable);
        if (ScalarFormat.Knows(type))
        {
            return new SettingShape(SettingKind.Scalar, type, nullable);
        }

        if (type.IsAssignableFrom(typeof(ValueMap)) && type != typeof(object))
        {
            return new SettingShape(SettingKind.Map, type, nullable);
        }

        if (ItemType(type) is { } item)
        {
            var inner = nullability.ElementType ?? nullability.GenericTypeArguments[0];
            return new SettingShape(SettingKind.List, type, nullable, Of(item, inner));
        }

        return IsRecord(type)
            ? new SettingShape(SettingKind.Record, type, nullable)
            : throw new InvalidOperationException($"A settings record may not hold a {type}.");
    }

    private static Type? ItemType(Type type)
    {
        if (type.IsArray)
        {
            return type.GetElementType();
        }

        return type is { IsGenericType: true, GenericTypeArguments: [var item] } && type.IsAssignableFrom(typeof(ValueList<>).MakeGenericType(item))
            ? item
            : null;
    }

    private static bool IsRecord(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;
}
