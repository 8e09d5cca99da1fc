using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Backgrounds;
using Weft.Data.Clips.Transforms;
using Weft.Settings;
using Weft.Torch;

namespace Weft.Tests.Data.Clips.Transforms;

public sealed class ClipTransformsTests
{
    private readonly BackgroundPool pool = new(["none.png"], 224);

    [Fact]
    public void Training_has_the_published_order()
    {
        var settings = new TransformSettings { Jitter = new JitterSettings(), Blend = new BlendSettings() };
        Names(settings).ShouldBe(["Resize", "RandomCrop", "Flip", "BackgroundBlend", "ColorJitter"]);
        Names(settings with { Blend = new BlendSettings { BeforeFlip = true }, Crop = CropKind.MultiScale })
            .ShouldBe(["Resize", "MultiScaleCrop", "BackgroundBlend", "Flip", "ColorJitter"]);
        Names(settings with { Rescale = new RescaleSettings(), RandAugment = true, Blend = null, Crop = CropKind.Center })
            .ShouldBe(["RandomRescale", "CenterCrop", "Flip", "RandAugment"]);
        Names(new TransformSettings { ExactResize = true, Flip = 0 }).ShouldBe(["Resize"]);
        Names(new TransformSettings { Crop = CropKind.None, Blend = new BlendSettings { Probability = 0 } }).ShouldBe(["Resize", "Flip"]);
    }

    [Theory]
    [InlineData(CropKind.Random)]
    [InlineData(CropKind.Center)]
    [InlineData(CropKind.MultiScale)]
    public void Tests_resize_and_take_the_middle(CropKind crop)
    {
        var settings = new TransformSettings
        {
            ShortSide = 10,
            Size = 8,
            Crop = crop,
            Rescale = new RescaleSettings(),
            Jitter = new JitterSettings(),
            RandAugment = true,
            Blend = new BlendSettings(),
        };
        var transforms = ClipTransforms.Build(settings, train: false, pool: null, reference: false, seed: 1);
        transforms.Select(t => t.GetType().Name).ShouldBe(["Resize", "CenterCrop"]);
        var frames = transforms.Aggregate(new FrameStack(2, 20, 30), (frames, t) => t.Apply(frames, new GivenDraws()));
        (frames.Count, frames.Width, frames.Height).ShouldBe((2, 8, 8));
    }

    [Fact]
    public void What_cannot_be_done_is_refused()
    {
        Should.Throw<WeftException>(() => ClipTransforms.Build(new TransformSettings { Blend = new BlendSettings() }, true, null, false, 1))
            .Message.ShouldBe("Backgrounds are to be blended in, but there are none: set the blend's source.");
        Should.Throw<WeftException>(() => ClipTransforms.Build(new TransformSettings { ShortSide = 100 }, true, null, false, 1))
            .Message.ShouldBe("Frames with a short side of 100 have no 224 x 224 pixels to crop: set the short side to at least 224, or a smaller size.");
    }

    [Fact]
    public void Settings_are_bound_and_checked()
    {
        string[] assignments =
        [
            "crop=multiScale", "rescale.low=10", "rescale.high=12", "jitter.hue=0.1", "blend.source=a,b", "blend.alpha=0", "size=8",
        ];
        var settings = SettingsBinder.Bind(new TransformSettings(), [], assignments);
        settings.ShouldBe(new TransformSettings
        {
            Crop = CropKind.MultiScale,
            Rescale = new RescaleSettings { Low = 10, High = 12 },
            Jitter = new JitterSettings { Hue = 0.1 },
            Blend = new BlendSettings { Source = "a,b", Alpha = 0 },
            Size = 8,
        });
        Should.Throw<UsageException>(() => SettingsBinder.Bind(new TransformSettings(), [], ["rescale.low=400"]))
            .Message.ShouldBe("'rescale': high is 320, which is less than low, 400; give them the other way round.");
        Should.Throw<UsageException>(() => SettingsBinder.Bind(new TransformSettings(), [], ["jitter.hue=0.6"]))
            .Message.ShouldContain("'jitter.hue' is 0.6; it must be between 0 and 0.5.");
        Should.Throw<UsageException>(() => SettingsBinder.Bind(new TransformSettings(), [], ["blend.alpha=1.5"]))
            .Message.ShouldContain("'blend.alpha' is 1.5; it must be between 0 and 1.");
    }

    private IEnumerable<string> Names(TransformSettings settings) =>
        ClipTransforms.Build(settings, train: true, pool, reference: true, seed: 1).Select(t => t.GetType().Name);
}
