using Weft.Data.Formats;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.UtdMhad;

/// <summary>
/// UTD-MHAD as one archive holds it: all sequences of a sensor one after another, and where each begins. Everything in it is checked.
/// </summary>
public sealed class UtdMhadSource
{
    /// <summary>Actions; labels in the file are 1 to this.</summary>
    public const int Actions = 27;

    /// <summary>People; 1 to this.</summary>
    public const int Subjects = 8;

    /// <summary>How often a person did an action at most.</summary>
    public const int Trials = 4;

    /// <summary>Joints of the skeleton.</summary>
    public const int Joints = 20;

    /// <summary>Values of the inertial sensor at one moment: three accelerations and three angular rates.</summary>
    public const int InertialValues = 6;

    /// <summary>The archive's usual name.</summary>
    public const string FileName = "utd_mhad.npz";

    // The longest recording has 326 moments; nothing of these actions lasts minutes.
    private const int Shortest = 2;
    private const int Longest = 20_000;

    private readonly string path;
    private readonly float[] skeleton;
    private readonly float[] inertial;
    private readonly int[] skeletonOffsets;
    private readonly int[] inertialOffsets;

    private UtdMhadSource(string path)
    {
        this.path = path;
        using var archive = new NpzReader(path);
        Labels = Numbers(archive, "label", 1, Actions);
        People = Numbers(archive, "subject", 1, Subjects);
        Takes = Numbers(archive, "trial", 1, Trials);
        foreach (var (name, count) in new[] { ("subject", People.Count), ("trial", Takes.Count) })
        {
            Require(count == Labels.Count, name, $"has {count} entries, but there are {Labels.Count} labels");
        }

        skeleton = Values(archive, "skeleton", Joints, 3);
        inertial = Values(archive, "inertial", InertialValues);
        skeletonOffsets = Offsets(archive, "skeleton_offset", skeleton.Length / (Joints * 3));
        inertialOffsets = Offsets(archive, "inertial_offset", inertial.Length / InertialValues);
        RequireDistinct();
    }

    /// <summary>The action of each sequence, from 1.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Who did it, from 1.</summary>
    public IReadOnlyList<int> People { get; }

    /// <summary>For which time, from 1.</summary>
    public IReadOnlyList<int> Takes { get; }

    /// <summary>The number of sequences.</summary>
    public int Count => Labels.Count;

    /// <summary>Reads and checks an archive.</summary>
    /// <param name="source">The archive, or a folder with <c>utd_mhad.npz</c>.</param>
    /// <exception cref="InvalidFileException">It is absent, damaged, or not UTD-MHAD.</exception>
    public static UtdMhadSource Open(string source) => new(SourceFile.Find(source, FileName));

    /// <summary>Joints' places of a sequence: [frames, 20, 3], metres, 30 frames a second.</summary>
    public ReadOnlySpan<float> Skeleton(int sequence) =>
        skeleton.AsSpan((skeletonOffsets[sequence] * Joints * 3)..(skeletonOffsets[sequence + 1] * Joints * 3));

    /// <summary>What the sensor felt in a sequence: [moments, 6], g and degrees a second, 50 moments a second.</summary>
    public ReadOnlySpan<float> Inertial(int sequence) =>
        inertial.AsSpan((inertialOffsets[sequence] * InertialValues)..(inertialOffsets[sequence + 1] * InertialValues));

    private int[] Numbers(NpzReader archive, string name, int low, int high)
    {
        var values = SourceFile.Integers(archive, name, path);
        Require(values.Length > 0, name, "is empty");
        var odd = values.AsSpan().IndexOfAnyExceptInRange(low, high);
        Require(odd < 0, name, odd < 0 ? "" : $"has {values[odd]} at index {odd}, but only {low} to {high} can be");
        return Array.ConvertAll(values, v => (int)v);
    }

    private float[] Values(NpzReader archive, string name, params long[] rowShape)
    {
        var array = archive.Read(name);
        Require(
            array.Type == ElementType.Float32 && array.Shape.Length > 1 && array.Shape.AsSpan()[1..].SequenceEqual(rowShape),
            name,
            $"holds {array}, not Float32 [moments, {string.Join(", ", rowShape)}]");
        var values = array.As<float>().ToArray();
        var odd = Array.FindIndex(values, v => !float.IsFinite(v));
        Require(odd < 0, name, odd < 0 ? "" : $"has {values[odd]} in row {odd / rowShape.Aggregate(1L, (a, b) => a * b)}, which is no measurement");
        return values;
    }

    private int[] Offsets(NpzReader archive, string name, int rows)
    {
        var offsets = SourceFile.Integers(archive, name, path);
        Require(offsets.Length == Count + 1, name, $"has {offsets.Length} entries, but {Count} sequences need {Count + 1}");
        Require(
            offsets[0] == 0 && offsets[^1] == rows,
            name,
            $"goes from {offsets[0]} to {offsets[^1]}, but must go from 0 to {rows}, the number of moments");
        for (var k = 0; k < Count; k++)
        {
            // Without the bounds a difference could overflow.
            var fits = offsets[k + 1] >= 0 && offsets[k + 1] <= rows && offsets[k + 1] - offsets[k] is >= Shortest and <= Longest;
            Require(
                fits,
                name,
                $"has {offsets[k]} and {offsets[k + 1]} at index {k}: a sequence has {Shortest} to {Longest} moments, and none goes backwards");
        }

        return Array.ConvertAll(offsets, o => (int)o);
    }

    private void RequireDistinct()
    {
        var seen = new HashSet<(int, int, int)>();
        for (var k = 0; k < Count; k++)
        {
            Require(
                seen.Add((Labels[k], People[k], Takes[k])),
                "label",
                $"lists action {Labels[k]} of subject {People[k]}, trial {Takes[k]}, twice (again at index {k})");
        }
    }

    private void Require(bool met, string array, string otherwise)
    {
        if (!met)
        {
            throw new InvalidFileException(path, $"its array '{array}' {otherwise}; get the data set again");
        }
    }
}
