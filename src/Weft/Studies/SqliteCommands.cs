using Microsoft.Data.Sqlite;

namespace Weft.Studies;

/// <summary>
/// Commands of one statement each: of several statements in one command, Microsoft.Data.Sqlite may lose the error of a later one.
/// </summary>
internal static class SqliteCommands
{
    /// <summary>Runs a statement.</summary>
    /// <param name="connection">The connection; its transaction, if one is open, holds the statement.</param>
    /// <param name="statement">One statement.</param>
    /// <param name="values">The parameters' names (with <c>$</c>) and values.</param>
    /// <returns>How many rows it changed.</returns>
    internal static int Execute(
        this SqliteConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Prepare(connection, statement, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null without one.</summary>
    internal static object? Scalar(
        this SqliteConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Prepare(connection, statement, values);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>All rows.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="read">Makes something of one row.</param>
    /// <param name="statement">One statement.</param>
    /// <param name="values">The parameters' names (with <c>$</c>) and values.</param>
    internal static List<T> Query<T>(
        this SqliteConnection connection,
        Func<SqliteDataReader, T> read,
        string statement,
        params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Prepare(connection, statement, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string statement, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are texts of this program; whatever comes from elsewhere is a parameter.
        command.CommandText = statement;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
