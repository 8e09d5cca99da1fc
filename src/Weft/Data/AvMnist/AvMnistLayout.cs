namespace Weft.Data.AvMnist;

/// <summary>
/// The files of a prepared folder (mfas.md section 6.1). The train files hold the training pairs and behind them the dev pairs.
/// </summary>
internal static class AvMnistLayout
{
    /// <summary>Images of train and dev: float32 `[train + dev, 784]`.</summary>
    public const string TrainImages = "image/train_data.npy";

    /// <summary>Images of test: float32 `[test, 784]`.</summary>
    public const string TestImages = "image/test_data.npy";

    /// <summary>Spectrograms of train and dev: uint8 `[train + dev, 112, 112]`.</summary>
    public const string TrainAudio = "audio/train_data.npy";

    /// <summary>Spectrograms of test: uint8 `[test, 112, 112]`.</summary>
    public const string TestAudio = "audio/test_data.npy";

    /// <summary>Digits of train and dev: uint8 `[train + dev]`.</summary>
    public const string TrainLabels = "train_labels.npy";

    /// <summary>Digits of test: uint8 `[test]`.</summary>
    public const string TestLabels = "test_labels.npy";

    /// <summary>Recording and noise of each pair.</summary>
    public const string Pairs = "pairs.csv";

    /// <summary>All files but the manifest.</summary>
    public static readonly string[] All = [TrainImages, TestImages, TrainAudio, TestAudio, TrainLabels, TestLabels, Pairs];
}
