using System.Runtime.ExceptionServices;
using System.Globalization;
using System.Text;
using Weft.Data.Formats;
using Weft.Data.Prepared;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Data.AvMnist;

/// <summary>
/// Writes the audio files and the list of pairs of a preparation. Every pair is placed by its index, whichever core makes it.
/// </summary>
internal static class AudioStage
{
    private const int Block = 512;
    private const int Size = Spectrogram.Bins * Spectrogram.Bins;

    /// <summary>Writes both files and the list.</summary>
    /// <param name="recipe">Counts, signal-to-noise ratio and rules.</param>
    /// <param name="plan">Which recording and noise a pair gets.</param>
    /// <param name="trainLabels">Digits of train and dev.</param>
    /// <param name="testLabels">Digits of test.</param>
    /// <param name="folder">The folder being prepared.</param>
    /// <param name="progress">Told of the stage `spectrograms`.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Statistics of the training pairs' grey levels divided by 255.</returns>
    public static AvMnistStatistics Write(
        AvMnistRecipe recipe,
        IPairPlan plan,
        byte[] trainLabels,
        byte[] testLabels,
        string folder,
        IProgress<PrepareProgress>? progress,
        CancellationToken cancellation)
    {
        var total = trainLabels.Length + testLabels.Length;
        var histogram = new long[256];
        using var pairs = new FileStream(Path.Combine(folder, AvMnistLayout.Pairs), FileMode.CreateNew, FileAccess.Write);
        pairs.Write("split,index,label,recording,noise,noise_start\n"u8);
        WriteFile(
            trainLabels,
            Path.Combine(folder, AvMnistLayout.TrainAudio),
            i => i < recipe.Train ? (Split.Train, i) : (Split.Dev, i - recipe.Train),
            0);
        WriteFile(testLabels, Path.Combine(folder, AvMnistLayout.TestAudio), i => (Split.Test, i), trainLabels.Length);
        pairs.Flush(flushToDisk: true);
        return Statistics(histogram);

        void WriteFile(byte[] labels, string path, Func<int, (Split Split, int Index)> place, int before)
        {
            using var writer = new NpyStreamWriter(path, ElementType.UInt8, labels.Length, Spectrogram.Bins, Spectrogram.Bins);
            var pictures = new byte[Block * Size];
            var lines = new string[Block];
            for (var first = 0; first < labels.Length; first += Block)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(Block, labels.Length - first);
                var start = first;
                Each(count, (i, worker) =>
                {
                    var (split, index) = place(start + i);
                    var label = labels[start + i];
                    var choice = worker.Draw(plan, recipe, split, index, label, pictures.AsSpan(i * Size, Size));
                    lines[i] = Line(split, index, label, choice.Recording, choice.Noise);
                });
                for (var i = 0; i < count; i++)
                {
                    writer.WriteRow(pictures.AsSpan(i * Size, Size));
                }

                pairs.Write(Encoding.UTF8.GetBytes(string.Concat(lines.AsSpan(0, count))));
                for (var i = 0; i < count && place(start + i).Split == Split.Train; i++)
                {
                    foreach (var level in pictures.AsSpan(i * Size, Size))
                    {
                        histogram[level]++;
                    }
                }

                progress?.Report(new PrepareProgress("spectrograms", before + first + count, total));
            }

            writer.Complete();
        }
    }

    private static void Each(int count, Action<int, Worker> body)
    {
        try
        {
            Parallel.For(0, count, () => new Worker(), (i, _, worker) =>
            {
                body(i, worker);
                return worker;
            }, _ => { });
        }
        catch (AggregateException exception) when (exception.InnerExceptions.OfType<WeftException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private static string Line(Split split, int index, int label, Recording recording, NoiseDraw noise) => string.Create(
        CultureInfo.InvariantCulture,
        $"{split.Word()},{index},{label},{CsvText.Quote(recording.Name)},{CsvText.Quote(noise.Name)},{noise.Start}\n");

    private static AvMnistStatistics Statistics(long[] histogram)
    {
        double count = 0, sum = 0, squares = 0;
        for (var level = 0; level < histogram.Length; level++)
        {
            var value = level / 255.0;
            count += histogram[level];
            sum += histogram[level] * value;
            squares += histogram[level] * value * value;
        }

        var mean = sum / count;
        return new AvMnistStatistics(mean, Math.Sqrt((squares / count) - (mean * mean)));
    }

    private sealed class Worker
    {
        private readonly Spectrogram _spectrogram = new();
        private readonly float[] _mixed = new float[Spectrogram.MaximumSamples];
        private readonly float[] _power = new float[Size];

        public (Recording Recording, NoiseDraw Noise) Draw(
            IPairPlan plan, AvMnistRecipe recipe, Split split, int index, int label, Span<byte> picture)
        {
            var choice = plan.Choose(split, index, label, _mixed);
            var mixed = _mixed.AsSpan(0, choice.Recording.Samples.Length);
            NoiseMixer.Mix(choice.Recording.Samples, mixed, recipe.SnrDb, mixed);
            _spectrogram.Power(mixed, SpeechSource.Rate, _power);
            SpectrogramPicture.Draw(_power, recipe.Compatibility, picture);
            return choice;
        }
    }
}
