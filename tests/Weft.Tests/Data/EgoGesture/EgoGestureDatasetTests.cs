using Shouldly;
using Weft.Data;
using Weft.Data.EgoGesture;
using Weft.Data.Formats.Images;
using Weft.Torch;
using Weft.Torch.Files;

namespace Weft.Tests.Data.EgoGesture;

public sealed class EgoGestureDatasetTests : IDisposable
{
    private const int Size = 16;
    private const int Plane = Size * Size;
    private readonly SmallEgoGesture source = new();

    [Fact]
    public void A_sample_is_the_window_of_cut_frames_without_the_mean()
    {
        source.Prepare();
        using var data = EgoGestureDataset.Open(source["out"]);
        var crop = new ClipCrop(0.5946, 0.2, 0.9);
        foreach (var modality in EgoGestureModality.All)
        {
            var sample = new float[modality.Channels * 4 * Plane];
            data.Read(modality, Split.Dev, 1, new ClipWindow(2, 4), crop, sample);
            for (var t = 0; t < 4; t++)
            {
                var cut = Cut(data, modality, 1, 2 + t, crop);
                for (var i = 0; i < Plane; i++)
                {
                    for (var c = 0; c < modality.Channels; c++)
                    {
                        sample[(((c * 4) + t) * Plane) + i].ShouldBe(cut[(i * modality.Channels) + c] - new[] { 114.7748f, 107.7354f, 99.475f }[c]);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_short_clip_begins_again()
    {
        source.Prepare();
        using var data = EgoGestureDataset.Open(source["out"]);
        var sample = new float[3 * 11 * Plane];
        data.Read(EgoGestureModality.Rgb, Split.Train, 0, ClipWindow.Centred(4, 11), ClipCrop.Centred, sample);
        Enumerable.Range(0, 4).Select(t => Frame(sample, 0, t).Sum()).Distinct().Count().ShouldBeGreaterThan(2, "frames differ");
        for (var c = 0; c < 3; c++)
        {
            for (var t = 0; t < 11; t++)
            {
                Frame(sample, c, t).ShouldBe(Frame(sample, c, t % 4), $"channel {c}, frame {t}");
            }
        }

        static float[] Frame(float[] sample, int c, int t) => sample[(((c * 11) + t) * Plane)..(((c * 11) + t + 1) * Plane)];
    }

    [Theory]
    [InlineData("clip_ends.npy", new long[] { 4, 4, 12 }, "has the end 4 at index 1, which cannot be; prepare the data again")]
    [InlineData("clip_ends.npy", new long[] { 4, 11, long.MaxValue }, "has the end 9223372036854775807 at index 2, which cannot be")]
    [InlineData("clip_ends.npy", new long[] { 4, 11, 2_000_000_000 }, "holds Int64 [12], but the manifest's counts ask for Int64 [2000000000]")]
    [InlineData("labels.npy", new long[] { 0, 1, 2 }, "has the label 2 at index 2, but there are 2 classes")]
    [InlineData("rgb_ends.npy", new long[] { -5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, "has the end -5 at index 0, which cannot be")]
    [InlineData("rgb_ends.npy", new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, "but the manifest's counts ask for UInt8 [12]")]
    public void Numbers_that_lead_elsewhere_are_refused(string file, long[] values, string problem)
    {
        source.Prepare();
        NpyWriter.Write(source["new.npy"], NdArray.From(values, values.Length));
        var target = source[$"out/train/{file}"];
        var length = (int)new FileInfo(target).Length;

        // The header grows to the length that the manifest has.
        File.WriteAllBytes(target, Padded(File.ReadAllBytes(source["new.npy"]), length));
        Should.Throw<InvalidFileException>(() => EgoGestureDataset.Open(source["out"])).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_folder_that_is_not_whole_is_refused()
    {
        source.Prepare();
        using (var file = File.OpenWrite(source["out/test/depth.npy"]))
        {
            file.SetLength(file.Length - 1);
        }

        Should.Throw<InvalidFileException>(() => EgoGestureDataset.Open(source["out"])).Message.ShouldContain("depth.npy: has ");
        File.Delete(source["out/test/depth.npy"]);
        Should.Throw<InvalidFileException>(() => EgoGestureDataset.Open(source["out"])).Message.ShouldContain("depth.npy: is not there");
        var manifest = File.ReadAllText(source["out/manifest.json"]);
        Refused(manifest.Replace("\"egogesture\"", "\"ntu\"", StringComparison.Ordinal), "says that the data are of the task 'ntu', not 'egogesture'");
        Refused(manifest.Replace("train/rgb.npy", "../rgb.npy", StringComparison.Ordinal), "lists '../rgb.npy', which is no file of a prepared folder");
        Refused(manifest.Replace("\"size\": 16", "\"size\": 60000", StringComparison.Ordinal), "has an impossible recipe (A side of 60000 pixels cannot be");
        Refused(manifest.Replace("\"train\": 3", "\"train\": 0", StringComparison.Ordinal), "has impossible counts 0, 3 and 3");
    }

    public void Dispose() => source.Dispose();

    private void Refused(string manifest, string problem)
    {
        File.WriteAllText(source["out/manifest.json"], manifest);
        Should.Throw<InvalidFileException>(() => EgoGestureDataset.Open(source["out"])).Message.ShouldContain(problem);
    }

    private static byte[] Cut(EgoGestureDataset data, EgoGestureModality modality, int clip, int frame, ClipCrop crop)
    {
        using var decoder = new JpegDecoder();
        var jpeg = data.Jpeg(modality, Split.Dev, clip, frame);
        var cut = new byte[Plane * modality.Channels];
        crop.Apply(modality.IsDepth ? decoder.Grey(jpeg, "frame") : decoder.Rgb(jpeg, "frame"), Size, cut);
        return cut;
    }

    private static byte[] Padded(byte[] npy, int length)
    {
        const int HeaderLengthAt = 8;
        const int HeaderAt = 10;
        var more = length - npy.Length;
        var header = BitConverter.ToUInt16(npy, HeaderLengthAt);
        var padded = new byte[length];
        npy.AsSpan(0, HeaderAt + header - 1).CopyTo(padded);
        padded.AsSpan(HeaderAt + header - 1, more).Fill((byte)' ');
        npy.AsSpan(HeaderAt + header - 1).CopyTo(padded.AsSpan(HeaderAt + header - 1 + more));
        BitConverter.TryWriteBytes(padded.AsSpan(HeaderLengthAt), (ushort)(header + more)).ShouldBeTrue();
        return padded;
    }
}
