using Shouldly;
using Weft.Data.AvMnist;
using Weft.Testing;
using Weft.Torch.Files;

namespace Weft.Tests.Data.AvMnist;

public sealed class SpectrogramTests
{
    private const int Size = Spectrogram.Bins * Spectrogram.Bins;

    // golden.json `spectrogram_segments` of the reference.
    [Theory]
    [InlineData(1148, 29, 19)]
    [InlineData(2384, 33, 12)]
    [InlineData(3000, 89, 63)]
    [InlineData(4000, 81, 46)]
    [InlineData(5148, 109, 64)]
    [InlineData(8000, 71, 0)]
    [InlineData(12000, 107, 0)]
    [InlineData(12600, 112, 0)]
    [InlineData(18262, 163, 0)]
    public void Segments_are_those_of_the_reference(int samples, int window, int overlap) =>
        Spectrogram.Segments(samples).ShouldBe((window, overlap));

    [Fact]
    public void Every_length_gives_exactly_112_segments()
    {
        for (var samples = Spectrogram.MinimumSamples; samples <= Spectrogram.MaximumSamples; samples++)
        {
            var (window, overlap) = Spectrogram.Segments(samples);
            ((samples - overlap) / (window - overlap)).ShouldBe(Spectrogram.Bins, $"{samples} samples");
            window.ShouldBeLessThanOrEqualTo(Spectrogram.FftLength);
        }
    }

    [Fact]
    public void Lengths_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Spectrogram.Segments(399));
        Should.Throw<ArgumentOutOfRangeException>(() => Spectrogram.Segments(24_977));
    }

    [Theory]
    [InlineData(SpectrogramKind.Hann, "v2_psd")]
    [InlineData(SpectrogramKind.Boxcar, "v1_scipy_boxcar_psd")]
    public void Power_is_that_of_the_reference(SpectrogramKind kind, string golden)
    {
        using var file = Golden();
        var signal = file.Read("y").As<float>();
        var expected = file.Read(golden).As<float>();
        var power = new float[Size];
        new Spectrogram(kind).Power(signal, 8000, power);
        var largest = expected.ToArray().Max();
        for (var i = 0; i < Size; i++)
        {
            power[i].ShouldBe(expected[i], (1e-4 * expected[i]) + (1e-7 * largest), $"value {i}");
        }
    }

    [Fact]
    public void The_reference_picture_is_close_to_the_rendered_one()
    {
        using var file = Golden();
        var expected = file.Read("v2_image_uint8").As<byte>();
        var picture = new byte[Size];
        SpectrogramPicture.Draw(file.Read("v2_psd").As<float>(), Compatibility.Reference, picture);
        var difference = 0.0;
        for (var i = 0; i < Size; i++)
        {
            difference += Math.Abs(picture[i] - expected[i]);
        }

        // Agg resamples its canvas; 5.7 is what the reference's own direct mapping gives.
        (difference / Size).ShouldBe(5.7, 0.1);
    }

    [Fact]
    public void The_grey_map_is_that_of_the_reference()
    {
        using var file = Golden();
        SpectrogramPicture.GreysRed.ToArray().ShouldBe(file.Read("greys_red_lut").As<byte>().ToArray());
    }

    [Fact]
    public void A_tone_is_a_bright_line_from_the_bottom()
    {
        var signal = Enumerable.Range(0, 8000).Select(i => MathF.Sin(2 * MathF.PI * 1000 * i / 8000)).ToArray();
        var power = new float[Size];
        var picture = new byte[Size];
        new Spectrogram().Power(signal, 8000, power);
        SpectrogramPicture.Draw(power, Compatibility.Sound, picture);

        // 1000 Hz is frequency 27.9 of 223 at 8 kHz; row 111 is frequency 0.
        var row = picture.AsSpan((111 - 28) * 112, 112).ToArray();
        row.ShouldAllBe(level => level >= 250);
        picture.AsSpan(0, 112).ToArray().ShouldAllBe(level => level < 150);
        SpectrogramPicture.Draw(power, Compatibility.Reference, picture);
        picture.AsSpan((111 - 28) * 112, 112).ToArray().ShouldAllBe(level => level <= 10);
    }

    [Fact]
    public void Silence_is_drawn_without_infinities()
    {
        var picture = new byte[Size];
        SpectrogramPicture.Draw(new float[Size], Compatibility.Sound, picture);
        picture.ShouldAllBe(level => level == 0);
        var power = new float[Size];
        power[5] = 1;
        power[6] = 1e-5f;
        SpectrogramPicture.Draw(power, Compatibility.Sound, picture);
        picture[(111 * 112) + 5].ShouldBe((byte)255);
        picture[(111 * 112) + 6].ShouldBe((byte)128);
        picture.Count(level => level == 0).ShouldBe(Size - 2);
    }

    private static NpzReader Golden() => new(TestPaths.Golden("mfas", "avmnist_gen.npz"));
}
