using System.Text.Json;
using Shouldly;
using Weft.Data.Clips;
using Weft.Data.Clips.Sampling;
using Weft.Testing;

namespace Weft.Tests.Data.Clips.Sampling;

/// <summary>Against what the published samplers chose, with their draws given.</summary>
public sealed class PublishedSamplersTests
{
    [Fact]
    public void All_published_choices_are_made()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(TestPaths.Golden("cdar", "samplers.json")));
        var cases = document.RootElement.EnumerateArray().ToList();
        cases.Count.ShouldBe(104);
        foreach (var golden in cases)
        {
            var start = golden.GetProperty("start_index").GetInt32();
            var test = golden.GetProperty("cfg").GetProperty("test_mode").GetBoolean();
            var draws = new CheckedDraws(golden.GetProperty("draws").EnumerateArray().SelectMany(Drawn));
            var plan = Sampler(golden, test).Sample(golden.GetProperty("total_frames").GetInt32(), test ? null : draws);
            plan.Indices.Select(index => index + start).ShouldBe(golden.GetProperty("frame_inds").Integers(), golden.GetRawText());
            draws.Left.ShouldBe(0);
            (plan.Views * plan.Length).ShouldBe(plan.Indices.Length);
        }
    }

    private static IEnumerable<(int Bound, int Value)> Drawn(JsonElement draw)
    {
        var bound = draw[1][0].GetInt32();
        return draw[3].ValueKind == JsonValueKind.Array ? draw[3].Integers().Select(value => (bound, value)) : [(bound, draw[3].GetInt32())];
    }

    private static IFrameSampler Sampler(JsonElement golden, bool test)
    {
        var cfg = golden.GetProperty("cfg");
        int Number(string name) => cfg.GetProperty(name).GetInt32();
        bool Flag(string name) => cfg.TryGetProperty(name, out var value) && value.GetBoolean();
        var repeatLast = cfg.TryGetProperty("out_of_bound_opt", out var option) && option.GetString() == "repeat_last";
        var settings = golden.GetProperty("kind").GetString() switch
        {
            "MultiScaleSampleFrames" => new SamplerSettings
            {
                Name = SamplerName.MultiScale,
                Locals = Number("num_locals"),
                Globals = Number("num_globals"),
                Length = Number("clip_len"),
                Interval = Number("frame_interval_local"),
                GlobalInterval = Flag("dense_sampling") ? Number("frame_interval_global") : 0,
            },
            "COPSampleFrames" => new SamplerSettings
            {
                Name = SamplerName.TemporalOrder,
                Clips = Number("num_clips"),
                Length = Number("clip_len"),
                Interval = Number("frame_interval"),
                Gap = Number("clip_interval"),
            },

            // Clips of one frame are one view of all of them.
            _ when Number("clip_len") == 1 => new SamplerSettings { Name = SamplerName.Spread, Length = Number("num_clips") },
            _ => new SamplerSettings
            {
                Name = SamplerName.Clips,
                Clips = Number("num_clips"),
                Length = Number("clip_len"),
                Interval = Number("frame_interval"),
                RepeatLast = repeatLast,
                Twice = Flag("twice_sample"),
            },
        };
        return FrameSamplers.Build(settings, train: !test, reference: true);
    }
}
