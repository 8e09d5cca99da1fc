using System.Security.Cryptography;
using System.Text;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Text;

/// <summary>
/// A vocabulary that is built once from the texts of files and kept in a folder under a name made of what is in the files, so that changed
/// files never meet an old vocabulary.
/// </summary>
public static class CachedVocabulary
{
    /// <summary>The vocabulary of some files' texts, from the folder if it has it.</summary>
    /// <param name="folder">Where vocabularies are kept; made if it is not there. Null keeps nothing.</param>
    /// <param name="sources">The files whose texts it is of, in order.</param>
    /// <param name="recipe">What else the words depend on, such as the rule by which texts are cut.</param>
    /// <param name="build">Builds it where it is not kept, or where what is kept is damaged.</param>
    /// <exception cref="WeftException">A source cannot be read, or the folder cannot be written.</exception>
    public static Vocabulary Get(string? folder, IReadOnlyList<string> sources, string recipe, Func<Vocabulary> build)
    {
        if (folder is null)
        {
            return build();
        }

        var path = Path.Combine(folder, $"vocabulary-{Key(sources, recipe)}.json");
        if (File.Exists(path))
        {
            try
            {
                return Vocabulary.Read(path);
            }
            catch (InvalidFileException)
            {
                // Nothing is lost: it is built again below.
            }
        }

        var vocabulary = build();
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeftException($"{folder}: the folder for vocabularies cannot be made ({error.Message}); give another one.", error);
        }

        vocabulary.Write(path);
        return vocabulary;
    }

    private static string Key(IReadOnlyList<string> sources, string recipe)
    {
        var text = string.Join('\n', sources.Select(source => FileDigest.Of(source, string.Empty, null, default)).Prepend(recipe));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
