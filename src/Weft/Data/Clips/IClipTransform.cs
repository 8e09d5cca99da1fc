namespace Weft.Data.Clips;

/// <summary>Changes a sample's frames: one draw for all of them, as the published pipelines have it (CDAR specification 1.6).</summary>
public interface IClipTransform
{
    /// <summary>Changes the frames.</summary>
    /// <param name="frames">A sample's distinct frames, each once, however often a clip shows it; may be changed in place.</param>
    /// <param name="draws">Random choices.</param>
    /// <returns>The same stack, changed, or another.</returns>
    FrameStack Apply(FrameStack frames, IDraws draws);
}
