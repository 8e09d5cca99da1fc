using Shouldly;
using Weft.Cdar;
using Weft.Settings;

namespace Weft.Tests.Cdar;

public sealed class MethodSettingsTests
{
    [Fact]
    public void SettingsAreReadFromYaml()
    {
        var settings = SettingsBinder.BindText(
            new MethodSettings(),
            """
            head: i3d
            locals: 3
            alignments: { cross: 0.5, global: 0 }
            discriminator: { layers: 2, width: 64 }
            contrast: { ratio: 0.5 }
            unknown: { score: entropy }
            scoreAveraging: prob
            reversalSchedule: dann
            statistics: joint
            """,
            "test");
        settings.ShouldBe(new MethodSettings
        {
            Head = HeadKind.I3d,
            Locals = 3,
            Alignments = new() { Cross = 0.5, Global = 0 },
            Discriminator = new() { Layers = 2, Width = 64 },
            Contrast = new() { Ratio = 0.5 },
            Unknown = new() { Score = UnknownScore.Entropy },
            ScoreAveraging = ScoreAveraging.Prob,
            ReversalSchedule = ReversalSchedule.Dann,
            Statistics = BatchStatistics.Joint,
        });
    }
}
