using System.Globalization;
using System.Text;
using Weft.Torch;

namespace Weft.Data.Pictures;

/// <summary>
/// A space of few axes in which texts and words are points: texts as bags of words, each word counting the more the fewer concepts have
/// it (inverse document frequency), less the mean of all, along the directions in which the texts of training differ most (latent
/// semantic analysis; Deerwester and others 1990).
/// </summary>
internal sealed class WordSpace
{
    // A word of one concept only tells nothing of others.
    private const int FewestConcepts = 2;

    // So that vectors of words are about as long as those that networks begin with.
    private const double WordScale = 3;

    private static readonly Operator Svd = new("aten::linalg_svd");

    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> words = [];
    private readonly List<float> weights = [];
    private readonly float[] mean;
    private readonly float[] axes;

    private WordSpace(IReadOnlyList<IReadOnlyList<string>> concepts, int width)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in concepts.SelectMany(c => c.Distinct(StringComparer.Ordinal)))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        foreach (var word in concepts.SelectMany(c => c).Where(w => counts[w] >= FewestConcepts).Distinct(StringComparer.Ordinal))
        {
            places.Add(word, words.Count);
            words.Add(word);
            weights.Add((float)Math.Log((double)concepts.Count / counts[word]));
        }

        mean = new float[words.Count];
        var rows = new float[concepts.Count * words.Count];
        for (var k = 0; k < concepts.Count; k++)
        {
            var row = rows.AsSpan(k * words.Count, words.Count);
            Bag(concepts[k], row);
            for (var w = 0; w < row.Length; w++)
            {
                mean[w] += row[w] / concepts.Count;
            }
        }

        Width = Math.Min(width, Math.Min(concepts.Count, words.Count));
        if (Width == 0)
        {
            throw new WeftException("No two concepts of training share a word: nothing can be learned of words.");
        }

        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var centred = Tensor.From(rows, concepts.Count, words.Count) - Tensor.From(mean, 1, words.Count);
        axes = Svd.CallMany(centred, false)[2].Narrow(0, 0, Width).Contiguous().ToArray<float>();
    }

    /// <summary>How many axes there are.</summary>
    public int Width { get; }

    /// <summary>The space of some concepts.</summary>
    /// <param name="concepts">The words of each, with repetitions.</param>
    /// <param name="width">Axes at most.</param>
    /// <exception cref="WeftException">No word is shared by two concepts.</exception>
    public static WordSpace Of(IReadOnlyList<IReadOnlyList<string>> concepts, int width) => new(concepts, width);

    /// <summary>Where a text is, as a direction from the mean; zeros if it has no known word and there is no mean.</summary>
    /// <param name="text">Its words.</param>
    public float[] PointOf(IReadOnlyList<string> text)
    {
        var bag = new float[words.Count];
        Bag(text, bag);
        var point = new float[Width];
        for (var a = 0; a < Width; a++)
        {
            for (var w = 0; w < bag.Length; w++)
            {
                point[a] += (bag[w] - mean[w]) * axes[(a * bag.Length) + w];
            }
        }

        Normalize(point);
        return point;
    }

    /// <summary>The vectors of all known words, in the text format of GloVe.</summary>
    public byte[] WordVectors()
    {
        var text = new StringBuilder();
        for (var w = 0; w < words.Count; w++)
        {
            text.Append(words[w]);
            for (var a = 0; a < Width; a++)
            {
                text.Append(CultureInfo.InvariantCulture, $" {WordScale * weights[w] * axes[(a * words.Count) + w]:F5}");
            }

            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Normalize(Span<float> vector)
    {
        var square = 0.0;
        foreach (var value in vector)
        {
            square += (double)value * value;
        }

        var length = Math.Sqrt(square) + 1e-6;
        for (var k = 0; k < vector.Length; k++)
        {
            vector[k] = (float)(vector[k] / length);
        }
    }

    private void Bag(IReadOnlyList<string> text, Span<float> bag)
    {
        foreach (var group in text.Where(places.ContainsKey).GroupBy(w => w, StringComparer.Ordinal))
        {
            var place = places[group.Key];
            bag[place] = (float)Math.Log(1 + group.Count()) * weights[place];
        }

        Normalize(bag);
    }
}
