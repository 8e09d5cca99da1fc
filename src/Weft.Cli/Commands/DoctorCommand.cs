using System.CommandLine;
using Weft.Cli.Terminal;
using Weft.Diagnostics;

namespace Weft.Cli.Commands;

/// <summary><c>weft doctor</c>: what is installed, what is missing and how fast this machine is.</summary>
internal static class DoctorCommand
{
    private const int SubjectWidth = 13;

    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var command = new Command("doctor", "Say what is installed, what is missing and how fast this machine computes.");
        command.SetAction((result, cancellation) =>
        {
            var doctor = new Doctor(new LocalMachine(), new TorchEngine(TimeProvider.System));
            var configuration = result.InvocationConfiguration;
            return Task.FromResult(Run(doctor, configuration.Output, configuration.Error, cancellation));
        });
        return command;
    }

    /// <summary>Writes the findings as they come.</summary>
    /// <returns>1 where something is missing that Weft cannot do without.</returns>
    internal static int Run(Doctor doctor, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var finding in doctor.Examine())
        {
            cancellation.ThrowIfCancellationRequested();
            output.WriteLine($"{Word(finding.State),-8} {finding.Subject,-SubjectWidth} {TextWidth.Clean(finding.Text)}");
            if (finding.Advice is { } advice)
            {
                output.WriteLine($"{"",-8} {"",-SubjectWidth} -> {advice}");
            }

            output.Flush();
            if (finding.State == FindingState.Missing)
            {
                missing.Add(finding.Subject);
            }
        }

        if (missing.Count == 0)
        {
            return 0;
        }

        error.WriteLine($"weft: Weft does not work here without {string.Join(", ", missing)}; follow the arrows above, or run `make setup build`.");
        return 1;
    }

    private static string Word(FindingState state) => state switch
    {
        FindingState.Fine => "ok",
        FindingState.Warning => "warning",
        _ => "MISSING",
    };
}
