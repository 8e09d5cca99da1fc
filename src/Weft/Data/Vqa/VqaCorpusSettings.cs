using System.Collections.Immutable;
using Weft.Data.Text;

namespace Weft.Data.Vqa;

/// <summary>How questions and answers become numbers (MmNas specification, sections 5.2 and 6.1).</summary>
/// <param name="Rule">How questions become tokens.</param>
/// <param name="TokenLength">How many tokens of a question are used; published: 14.</param>
/// <param name="AnswerMinimum">An answer is chosen from if it is that of more questions than this; published: 8.</param>
public sealed record VqaCorpusSettings(
    TokenRule Rule = TokenRule.Unicode, int TokenLength = 14, int AnswerMinimum = AnswerDictionary.PublishedMinimum)
{
    /// <summary>The parts whose words are known. The default is all that are there, as published.</summary>
    public ImmutableArray<VqaSplit> VocabularySplits { get; init; } = [VqaSplit.Train, VqaSplit.Validation, VqaSplit.Test, VqaSplit.VisualGenome];

    /// <summary>The parts whose answers are counted. The default is train and val, as published.</summary>
    public ImmutableArray<VqaSplit> AnswerSplits { get; init; } = [VqaSplit.Train, VqaSplit.Validation];
}
