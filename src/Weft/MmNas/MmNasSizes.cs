using System.ComponentModel.DataAnnotations;

namespace Weft.MmNas;

/// <summary>
/// The size of an MmNas network (specification 1, 4.4 and 5.2). Defaults are those with which a found genotype is trained.
/// </summary>
public sealed record MmNasSizes
{
    /// <summary>Width of every token (HSIZE, d). Default 512; the published search has 256.</summary>
    [Range(1, 65536)]
    public int Hidden { get; init; } = 512;

    /// <summary>Width of a word vector. Default 300.</summary>
    [Range(1, 65536)]
    public int WordWidth { get; init; } = 300;

    /// <summary>Width of the relation features between two regions (REL_SIZE). Default 64.</summary>
    [Range(1, 65536)]
    public int RelationWidth { get; init; } = 64;

    /// <summary>Inner width of the attention pooling (ATTFLAT_MLP_SIZE). Default 512.</summary>
    [Range(1, 65536)]
    public int PoolHidden { get; init; } = 512;

    /// <summary>Width of the pooled vectors (ATTFLAT_OUT_SIZE). Default 1024; the published search has 512.</summary>
    [Range(1, 65536)]
    public int PoolOutput { get; init; } = 1024;

    /// <summary>How many weighted sums the attention pooling joins (ATTFLAT_GLIMPSES). Default 1.</summary>
    [Range(1, 64)]
    public int Glimpses { get; init; } = 1;

    /// <summary>Dropout inside operations, of attention maps and of the pooling (DROPOUT_R). Default 0.1.</summary>
    [Range(0.0, 0.99)]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Whether queries, keys, values and merge of attention have biases, as in OpenVQA. Default false.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether five numbers of each box join the region's features (BBOX_FEATURE). Default false.</summary>
    public bool BoxFeature { get; init; }

    /// <summary>Width of the box's part beside the region's features (BBOXFEAT_EMB_SIZE). Default 2048.</summary>
    [Range(1, 65536)]
    public int BoxWidth { get; init; } = 2048;

    /// <summary>How often encoder and decoder are repeated, each time with weights of their own (LAYERS). Default 1.</summary>
    [Range(1, 64)]
    public int Layers { get; init; } = 1;

    /// <summary>Blocks of the encoder in a search; a genotype brings its own number. Default 12.</summary>
    [Range(1, 256)]
    public int EncoderBlocks { get; init; } = 12;

    /// <summary>Blocks of the decoder in a search; a genotype brings its own number. Default 18.</summary>
    [Range(1, 256)]
    public int DecoderBlocks { get; init; } = 18;

    /// <summary>
    /// Whether each region's features are brought to mean 0 and deviation 1 before their projection: for features that no detector
    /// made. Not in the published code. Default false.
    /// </summary>
    public bool RegionNorm { get; init; }

    /// <summary>The sizes of the published search (specification 3.1).</summary>
    public static MmNasSizes Search { get; } = new() { Hidden = 256, PoolOutput = 512 };

    /// <summary>OpenVQA's <c>small</c>: as trained here, with biases in attention.</summary>
    public static MmNasSizes Small { get; } = new() { AttentionBias = true };

    /// <summary>OpenVQA's <c>large</c>; genotypes need operations of head width 128 for its 8 heads.</summary>
    public static MmNasSizes Large { get; } = new() { Hidden = 1024, PoolHidden = 1024, PoolOutput = 2048, AttentionBias = true };
}
