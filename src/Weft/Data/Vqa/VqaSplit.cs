namespace Weft.Data.Vqa;

/// <summary>A part of the data, in the order in which the published vocabulary is built over them.</summary>
public enum VqaSplit
{
    /// <summary>train2014.</summary>
    Train,

    /// <summary>val2014.</summary>
    Validation,

    /// <summary>test2015, whose answers the publishers keep to themselves.</summary>
    Test,

    /// <summary>Questions of Visual Genome about the images of train and val, for training only.</summary>
    VisualGenome,
}
