namespace Weft.Data.Vqa;

/// <summary>The questions of one part as numbers, in the order of the question file.</summary>
/// <param name="QuestionIds">The question of each row.</param>
/// <param name="ImageIds">The image of each row.</param>
/// <param name="Tokens">[rows, token length]: word ids, padded with zeros.</param>
/// <param name="AnnotatedRows">The rows that have answers, in the order of the annotation file; empty where there is none.</param>
/// <param name="TargetStarts">Where the targets of each row begin; one more for the end.</param>
/// <param name="TargetIds">Answers that are right to some degree.</param>
/// <param name="TargetScores">How right each of them is.</param>
internal sealed record VqaRows(
    long[] QuestionIds, long[] ImageIds, int[] Tokens, int[] AnnotatedRows, int[] TargetStarts, int[] TargetIds, float[] TargetScores);
