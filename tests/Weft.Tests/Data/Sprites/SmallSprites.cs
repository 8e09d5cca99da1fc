using System.Text.Json;
using Weft.Torch.Files;

namespace Weft.Tests.Data.Sprites;

/// <summary>A sprites pair of white blocks on black: some characters, each with every class once.</summary>
internal sealed class SmallSprites
{
    public const int Frames = 3;
    public const int Height = 12;
    public const int Width = 16;

    public string[] Classes { get; set; } = ["walk_left", "walk_right", "cast", "slash", "jump", "fall"];

    public Dictionary<string, NdArray> Arrays { get; } = new(StringComparer.Ordinal);

    /// <summary>Fills in both domains.</summary>
    public SmallSprites(int sourceCharacters, int targetCharacters)
    {
        Add("source", sourceCharacters);
        Add("target", targetCharacters);
    }

    /// <summary>Whether a pixel is of the sprite, which stands still but for one column.</summary>
    public static bool IsSprite(int frame, int y, int x) => y is >= 4 and < 9 && (x is >= 6 and < 9 || x == 9 + frame);

    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        NpzWriter.Write(Path.Combine(folder, "sprites_video.npz"), Arrays);
        File.WriteAllText(Path.Combine(folder, "classes.json"), JsonSerializer.Serialize(Classes));
        return folder;
    }

    private void Add(string domain, int characters)
    {
        var clips = characters * Classes.Length;
        var video = new byte[clips * Frames * Height * Width * 3];
        for (var p = 0; p < video.Length / 3; p++)
        {
            var (frame, y, x) = (p / (Height * Width) % Frames, p / Width % Height, p % Width);
            if (IsSprite(frame, y, x))
            {
                video.AsSpan(3 * p, 3).Fill((byte)(100 + (p / (Frames * Height * Width) % 100)));
            }
        }

        Arrays[$"{domain}_video"] = new NdArray(ElementType.UInt8, video, clips, Frames, Height, Width, 3);
        Arrays[$"{domain}_label"] = NdArray.From(Enumerable.Range(0, clips).Select(k => k % Classes.Length).ToArray(), clips);
        Arrays[$"{domain}_attributes"] = NdArray.From(
            Enumerable.Range(0, 2 * clips).Select(k => k % 2 == 0 ? 7 : k / 2 / Classes.Length).ToArray(), clips, 2);
    }
}
