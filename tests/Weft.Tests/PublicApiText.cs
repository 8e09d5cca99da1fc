using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Tests;

/// <summary>
/// The public surface of an assembly as text: types by namespace, members below them, sorted. What the compiler makes for records, and
/// overrides, which add nothing that the base does not have, are left out.
/// </summary>
internal static class PublicApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>Writes the text.</summary>
    internal static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var space in assembly.GetExportedTypes().GroupBy(t => t.Namespace!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {space.Key}\n");
            foreach (var (type, name) in space.Select(t => (t, Name(t))).OrderBy(x => x.Item2, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {Head(type, name)}\n");
                foreach (var member in Members(type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                {
                    text.Append(CultureInfo.InvariantCulture, $"    {member}\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Head(Type type, string name)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (HasModifier(type, typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (IsRecord(type) ? "record struct" : "struct"),
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            _ => (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
                + (IsRecord(type) ? "record" : "class"),
        };
        var inherited = type.IsEnum || type.BaseType is null ? [] : type.BaseType.GetInterfaces();
        var bases = new List<string>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases.Add(Name(parent));
        }

        if (!type.IsEnum)
        {
            bases.AddRange(type.GetInterfaces()
                .Where(i => i.IsVisible && !inherited.Contains(i) && !IsEquatableToItself(type, i))
                .Select(i => Name(i))
                .Order(StringComparer.Ordinal));
        }

        return $"{kind} {name}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Select(v => $"{v} = {Convert.ToInt64(v, CultureInfo.InvariantCulture)}");
        }

        var nullability = new NullabilityInfoContext();
        var members = new List<string>();
        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily) && !Generated(f)))
        {
            var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
            var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
            members.Add($"{Access(field.IsFamily)}{kind}{Name(field.FieldType, nullability.Create(field))} {field.Name}{value}");
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(c => (c.IsPublic || c.IsFamily) && !Generated(c) && !IsCopy(type, c)))
        {
            members.Add($"{Access(constructor.IsFamily)}new({Parameters(constructor, nullability)})");
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(a => a.IsPublic || a.IsFamily || a.IsFamilyOrAssembly).ToList();
            if (accessors.Count > 0 && !Generated(property) && !Overrides(accessors[0]))
            {
                members.Add(Property(property, accessors, nullability));
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(m => (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && !Overrides(m) && !Generated(m)))
        {
            if (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            {
                members.Add($"{Access(!method.IsPublic)}{Modifier(type, method)}{Name(method.ReturnType, nullability.Create(method.ReturnParameter))} "
                    + $"{method.Name}{Arguments(method.GetGenericArguments())}({Parameters(method, nullability)})");
            }
        }

        return members;
    }

    private static string Property(PropertyInfo property, List<MethodInfo> accessors, NullabilityInfoContext nullability)
    {
        var parameters = property.GetIndexParameters();
        var name = parameters.Length == 0 ? property.Name : $"this[{string.Join(", ", parameters.Select(p => Parameter(p, nullability)))}]";
        var words = accessors.Select(a => a.ReturnType != typeof(void)
            ? "get;"
            : a.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;");
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        return $"{Access(!accessors.Exists(a => a.IsPublic))}{Modifier(property.DeclaringType!, accessors[0])}{required}"
            + $"{Name(property.PropertyType, nullability.Create(property))} {name} {{ {string.Join(' ', words.Order(StringComparer.Ordinal))} }}";
    }

    private static string Access(bool family) => family ? "protected " : "";

    private static string Modifier(Type type, MethodInfo method) => type.IsInterface && !method.IsStatic ? ""
        : method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static string Parameters(MethodBase method, NullabilityInfoContext nullability)
    {
        var prefix = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return prefix + string.Join(", ", method.GetParameters().Select(p => Parameter(p, nullability)));
    }

    private static string Parameter(ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var way = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        var optional = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "";
        return $"{many}{way}{Name(parameter.ParameterType, nullability.Create(parameter))} {parameter.Name}{optional}";
    }

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        type = type.IsByRef ? type.GetElementType()! : type;
        var mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsPointer)
        {
            return Name(type.GetElementType()!) + "*";
        }

        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToArray();
        var plain = Keywords.TryGetValue(type, out var keyword) ? keyword : type.Name.Split('`')[0];
        return $"{outer}{plain}{(type.IsGenericParameter ? "" : Arguments(own, nullability?.GenericTypeArguments))}{mark}";
    }

    private static string Arguments(Type[] types, NullabilityInfo[]? nullability = null) => types.Length == 0
        ? ""
        : $"<{string.Join(", ", types.Select((t, i) => Name(t, nullability?.Length == types.Length ? nullability[i] : null)))}>";

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static bool Generated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.Name is "EqualityContract" or "PrintMembers" or "Deconstruct"
        || member.Name.Contains('<', StringComparison.Ordinal)
        || member.Name.Contains('.', StringComparison.Ordinal) && member is not ConstructorInfo;

    private static bool Overrides(MethodInfo method) => method.GetBaseDefinition() != method;

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    private static bool IsCopy(Type type, ConstructorInfo constructor) =>
        IsRecord(type) && constructor.GetParameters() is [{ } only] && only.ParameterType == type;

    private static bool IsEquatableToItself(Type type, Type implemented) =>
        IsRecord(type) && implemented == typeof(IEquatable<>).MakeGenericType(type);

    private static bool HasModifier(Type type, Type attribute) => type.IsDefined(attribute, inherit: false);
}
