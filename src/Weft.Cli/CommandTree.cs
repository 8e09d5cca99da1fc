using System.CommandLine;
using Weft.Cli.Commands;

namespace Weft.Cli;

/// <summary>All commands. Making them must stay cheap and must not touch libtorch: <c>weft --help</c> makes them all.</summary>
internal static class CommandTree
{
    /// <summary>The root command.</summary>
    internal static RootCommand Create() => new("Finds how to weave modalities together: multimodal neural architecture search.")
    {
        DataCommand.Create(),
        TrainCommand.Create(),
        SearchCommand.Create(),
        AdaptCommand.Create(),
        SweepCommand.Create(),
        TestCommand.Create(),
        AdaptationTestCommands.Features(),
        PickCommand.Create(),
        ReportCommand.Create(),
        RunsCommand.Create(),
        StudyCommand.Create(),
        GenotypeCommand.Create(),
        WeightsCommand.Create(),
        DoctorCommand.Create(),
    };
}
