namespace Weft.Runs;

/// <summary>How often the found network is right on one kind of sample.</summary>
/// <param name="Name">The kind, such as <c>yes/no</c> or <c>how many</c>.</param>
/// <param name="Group">What is divided, such as <c>answer type</c> or <c>question type</c>; kinds of one group are drawn together.</param>
/// <param name="Count">How many samples are of the kind.</param>
/// <param name="Accuracy">The part of them that is right, 0 to 1.</param>
public sealed record TypeReport(string Name, string Group, long Count, double Accuracy);

/// <summary>A metric on one named split.</summary>
/// <param name="Name">The split, such as <c>testA</c>.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Value">Its value, a fraction.</param>
/// <param name="Count">How many samples the split has; null where it is not known.</param>
public sealed record SplitReport(string Name, string Metric, double Value, long? Count = null);
