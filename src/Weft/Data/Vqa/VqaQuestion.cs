using Weft.Data.Formats;
using Weft.Torch;

namespace Weft.Data.Vqa;

/// <summary>A question about an image (MmNas specification, section 6.1).</summary>
/// <param name="Id">The question's number, of its own within a file.</param>
/// <param name="ImageId">The image's number.</param>
/// <param name="Text">What is asked, in any language.</param>
public sealed record VqaQuestion(long Id, long ImageId, string Text)
{
    /// <summary>Reads a question file: <c>{"questions": [{"question_id", "image_id", "question"}]}</c>, with any more fields.</summary>
    /// <param name="path">The file.</param>
    /// <returns>One question after the other, so that files of any size are read.</returns>
    /// <exception cref="InvalidFileException">The file is missing, damaged, or a question lacks something; the sentence says which.</exception>
    public static IEnumerable<VqaQuestion> Read(string path)
    {
        foreach (var record in JsonRecords.Read(path, "questions", "question"))
        {
            yield return new VqaQuestion(record.Integer("question_id"), record.Integer("image_id"), record.Text("question"));
        }
    }
}
