using System.Globalization;
using System.Text;
using Weft.Data.Backdrops;
using Weft.Data.ClipSets;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;

namespace Weft.Data.Sprites;

/// <summary>
/// Writes the sprites pair as raw frames with the lists of CDAR specification 1.1: the whole source to train on, the target split 2:1
/// by character, so that no character of its test was trained on.
/// </summary>
public static class SpritesPreparer
{
    /// <summary>The name by which it is prepared.</summary>
    public const string Task = "sprites";

    private const int SplitStream = 0;
    private const int SourceStream = 1;
    private const int TargetStream = 2;
    private const int PartsOfTarget = 3;

    /// <summary>Prepares a folder; does nothing where it was made from the same files by the same recipe and is intact.</summary>
    /// <param name="from">The folder with <c>sprites_video.npz</c> and <c>classes.json</c>.</param>
    /// <param name="folder">The folder to make; absent, empty, or prepared by the same recipe.</param>
    /// <param name="recipe">Backgrounds and seed; null for the defaults.</param>
    /// <param name="progress">Told how far it is; null for silence.</param>
    /// <param name="cancellation">Stops between clips; the same call goes on.</param>
    /// <exception cref="UsageException">The bias is impossible, or the folder holds something else.</exception>
    /// <exception cref="InvalidFileException">A source cannot be read.</exception>
    public static PrepareResult<ClipSetManifest> Prepare(
        string from,
        string folder,
        SpritesRecipe? recipe = null,
        IProgress<PrepareProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        recipe ??= new SpritesRecipe();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["background bias"] = recipe.BackgroundBias?.ToString(CultureInfo.InvariantCulture) ?? "none",
            ["seed"] = recipe.Seed.ToString(CultureInfo.InvariantCulture),
        };
        var sources = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["clips"] = SpriteSource.ArchiveOf(from),
            ["classes"] = SpriteSource.ClassesOf(from),
        };
        return ClipSetPreparer.Prepare(
            new ClipSetRecipe(Task, settings, sources),
            folder,
            () => Plan(SpriteSource.Read(from), recipe),
            progress,
            cancellation: cancellation);
    }

    private static ClipSetPlan Plan(SpriteSource source, SpritesRecipe recipe)
    {
        if (recipe.BackgroundBias is { } bias)
        {
            BackdropBias.Check(bias, source.Classes.Count);
        }

        var forTest = TestCharacters(source.Target.CharacterCount, recipe.Seed);
        var lists = new SortedDictionary<string, List<int>>(StringComparer.Ordinal)
        {
            ["source_train"] = [.. Enumerable.Range(0, source.Source.Count)],
            ["target_train"] = [.. Enumerable.Range(0, source.Target.Count).Where(k => !forTest.Contains(source.Target.Characters[k]))],
            ["target_test"] = [.. Enumerable.Range(0, source.Target.Count).Where(k => forTest.Contains(source.Target.Characters[k]))],
        };
        var texts = lists.ToDictionary(
            l => $"{l.Key}.txt",
            l => Lines(l.Key.StartsWith("source", StringComparison.Ordinal) ? source.Source : source.Target, source.Classes, l.Value),
            StringComparer.Ordinal);
        return new ClipSetPlan(
            source.Source.Count + source.Target.Count,
            (k, into) => Write(source, recipe, k, into),
            source.Classes,
            lists.ToDictionary(l => l.Key, l => l.Value.Count, StringComparer.Ordinal),
            texts,
            []);
    }

    private static void Write(SpriteSource source, SpritesRecipe recipe, int item, string into)
    {
        var (domain, clip) = item < source.Source.Count ? (source.Source, item) : (source.Target, item - source.Source.Count);
        var ground = recipe.BackgroundBias is { } bias ? Ground(domain, clip, source, bias, recipe.Seed) : null;
        var place = Path.Combine(into, domain.Name, NameOf(domain, clip, source.Classes));
        Directory.CreateDirectory(place);
        for (var frame = 0; frame < domain.Frames; frame++)
        {
            var pixels = domain.Frame(clip, frame).ToArray();
            if (ground is not null)
            {
                PutBehind(pixels, ground);
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"img_{frame + 1:D5}.png");
            new RgbPicture(pixels, domain.Width, domain.Height).Write(Path.Combine(place, name), lasting: false);
        }
    }

    private static byte[] Ground(SpriteDomain domain, int clip, SpriteSource source, double bias, long seed)
    {
        var ofSource = ReferenceEquals(domain, source.Source);
        var random = ItemRandom.For(seed, ofSource ? SourceStream : TargetStream, clip);
        var family = ofSource
            ? BackdropBias.InSource(domain.Labels[clip], source.Classes.Count, bias, ref random)
            : BackdropBias.InTarget(source.Classes.Count, ref random);
        return Backdrop.Paint(family, domain.Height, domain.Width, ref random);
    }

    // Sprites were composed on black, and no pixel of theirs is quite black.
    private static void PutBehind(Span<byte> pixels, ReadOnlySpan<byte> ground)
    {
        for (var p = 0; p < pixels.Length; p += SpriteDomain.Colours)
        {
            var pixel = pixels.Slice(p, SpriteDomain.Colours);
            if (!pixel.ContainsAnyExcept((byte)0))
            {
                ground.Slice(p, SpriteDomain.Colours).CopyTo(pixel);
            }
        }
    }

    private static HashSet<int> TestCharacters(int count, long seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var random = ItemRandom.For(seed, SplitStream, 0);
        for (var k = count - 1; k > 0; k--)
        {
            var other = random.Next(k + 1);
            (order[k], order[other]) = (order[other], order[k]);
        }

        return [.. order.Take(count / PartsOfTarget)];
    }

    private static byte[] Lines(SpriteDomain domain, IReadOnlyList<string> classes, IEnumerable<int> clips) =>
        Encoding.UTF8.GetBytes(string.Concat(clips.Select(k => string.Create(
            CultureInfo.InvariantCulture, $"{domain.Name}/{NameOf(domain, k, classes)} {domain.Frames} {domain.Labels[k]}\n"))));

    // With the clip's number, since nothing but custom keeps a character from doing the same twice.
    private static string NameOf(SpriteDomain domain, int clip, IReadOnlyList<string> classes) => string.Create(
        CultureInfo.InvariantCulture, $"{clip:D4}_character{domain.Characters[clip]:D2}_{classes[domain.Labels[clip]]}");
}
