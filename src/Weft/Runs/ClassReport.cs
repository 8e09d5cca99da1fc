namespace Weft.Runs;

/// <summary>How well the found network tells one class or label on test, over all seeds together.</summary>
/// <param name="Name">The class.</param>
/// <param name="Support">How many test samples have it.</param>
/// <param name="Precision">Part of its predictions that are right.</param>
/// <param name="Recall">Part of its samples that are found.</param>
/// <param name="F1">Their harmonic mean.</param>
public sealed record ClassReport(string Name, long Support, double Precision, double Recall, double F1);
