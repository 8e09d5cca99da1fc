using System.Text.Json;
using Microsoft.Data.Sqlite;
using Weft.Torch;

namespace Weft.Studies;

/// <summary>Typed values of one row. SQLite converts silently what is of another type; here that is damage.</summary>
/// <param name="row">The row.</param>
/// <param name="path">The study's file.</param>
/// <param name="name">Which row it is, for messages.</param>
internal readonly struct SqliteRow(SqliteDataReader row, string path, string name)
{
    /// <summary>A whole number, or null.</summary>
    internal long? Whole(string column) => Value<long>(column);

    /// <summary>A finite number, or null.</summary>
    internal double? Real(string column)
    {
        var value = Value<double>(column);
        return value is null || double.IsFinite(value.Value) ? value : throw Damaged(column);
    }

    /// <summary>A text, or null.</summary>
    internal string? Text(string column) => row.GetValue(row.GetOrdinal(column)) switch
    {
        DBNull => null,
        string text => text,
        _ => throw Damaged(column),
    };

    /// <summary>A time, or null.</summary>
    internal DateTimeOffset? Time(string column)
    {
        try
        {
            return Whole(column) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Damaged(column);
        }
    }

    /// <summary>A number that counts something, and so is small.</summary>
    internal int Count(string column) => Whole(column) is >= 0 and <= int.MaxValue and var value ? (int)value : throw Damaged(column);

    /// <summary>A seed: the same bits without sign.</summary>
    internal ulong Seed(string column) => unchecked((ulong)Required(Whole(column), column));

    /// <summary>A value that must be there.</summary>
    internal T Required<T>(T? value, string column)
        where T : struct => value ?? throw Damaged(column);

    /// <summary>A text that must be there.</summary>
    internal string Required(string column) => Text(column) ?? throw Damaged(column);

    /// <summary>What JSON text holds, or null.</summary>
    internal T? Json<T>(string column)
        where T : class
    {
        if (Text(column) is not { } text)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text, StudyJson.Options) ?? throw Damaged(column);
        }
        catch (JsonException)
        {
            throw Damaged(column);
        }
    }

    /// <summary>The error for a column with an impossible value.</summary>
    internal InvalidFileException Damaged(string column) =>
        new(path, $"{name} has an impossible value in its column '{column}'; take a copy of the study that is whole, or begin another");

    private T? Value<T>(string column)
        where T : struct => row.GetValue(row.GetOrdinal(column)) switch
        {
            DBNull => null,
            T value => value,
            _ => throw Damaged(column),
        };
}
