using System.Globalization;

namespace Weft.Bench;

/// <summary>Prints measurements as they come and keeps them for the CSV file.</summary>
/// <param name="output">Where they are printed.</param>
internal sealed class Results(TextWriter output)
{
    private readonly List<string> lines = ["benchmark,case,measure,value,unit"];
    private string benchmark = "machine";

    /// <summary>Begins a benchmark's table.</summary>
    internal void Begin(string name)
    {
        benchmark = name;
        output.WriteLine($"\n== {name}");
    }

    /// <summary>A number.</summary>
    internal void Add(string @case, string measure, double value, string unit)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {@case,-28} {measure,-32} {value,12:G5} {unit}"));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{benchmark},{@case},{measure},{value:R},{unit}"));
    }

    /// <summary>A text.</summary>
    internal void Add(string measure, string value)
    {
        output.WriteLine($"  {measure,-28} {value}");
        lines.Add($"{benchmark},,{measure},\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\",");
    }

    /// <summary>A line that is only printed.</summary>
    internal void Note(string text) => output.WriteLine($"  {text}");

    /// <summary>Writes everything.</summary>
    /// <returns>The file.</returns>
    internal string Save(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
