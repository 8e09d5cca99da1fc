namespace Weft.Data.Clips;

/// <summary>Which frames a sample's views show.</summary>
/// <param name="Indices">0-based frame numbers, view after view: [views * length].</param>
/// <param name="Views">How many views.</param>
/// <param name="Length">Frames of a view.</param>
public sealed record FramePlan(int[] Indices, int Views, int Length);

/// <summary>Chooses frames of a video (CDAR specification 1.5). In training it draws; in tests it must not.</summary>
public interface IFrameSampler
{
    /// <summary>Views of a sample.</summary>
    int Views { get; }

    /// <summary>Frames of a view.</summary>
    int Length { get; }

    /// <summary>Chooses.</summary>
    /// <param name="frames">Frames that the video has; at least 1.</param>
    /// <param name="draws">Random choices; null in tests, which choose by rule.</param>
    FramePlan Sample(int frames, IDraws? draws);
}
