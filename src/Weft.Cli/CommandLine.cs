using System.CommandLine;
using Weft.Torch;

namespace Weft.Cli;

/// <summary>Runs one command line and turns whatever happens into an exit code: 0 fine, 1 failed, 2 wrong usage, 130 and 143 interrupted.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Parses and runs.</summary>
    /// <param name="root">The command tree.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where messages go.</param>
    /// <param name="interruption">The signals.</param>
    internal static async Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> args, TextWriter output, TextWriter error, Interruption interruption)
    {
        try
        {
            root.HelpName = "weft";
            var result = root.Parse(args);
            if (result.Action is System.CommandLine.Invocation.ParseErrorAction or null)
            {
                foreach (var sentence in UsageErrors.Describe(result))
                {
                    error.WriteLine($"weft: {sentence}");
                }

                return WrongUsage;
            }

            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(configuration, interruption.Token);
        }
        catch (Exception problem)
        {
            return Explain(problem, error, interruption.ExitCode, args is ["data" or "weights", ..]);
        }
    }

    private static int Explain(Exception problem, TextWriter error, int? interrupted, bool hasNoRun)
    {
        while (problem is AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException { InnerException: WeftException })
        {
            problem = problem.InnerException!;
        }

        var (sentence, exitCode) = problem switch
        {
            OperationCanceledException when interrupted is { } code =>
                (hasNoRun ? "interrupted; give the same command again" : "interrupted; run again with --resume", code),
            WeftException known => (known.Message, known.ExitCode),
            IOException or UnauthorizedAccessException => ($"{problem.Message.TrimEnd('.')}; check the path, its rights and the free space.", Failed),
            OutOfMemoryException => ("there is not enough memory; use a smaller batch or a larger machine.", Failed),
            _ => ($"this is a fault of Weft itself ({problem.GetType().Name}: {problem.Message}); run again with WEFT_DEBUG=1 and report what it prints.", Failed),
        };
        error.WriteLine($"weft: {sentence}");
        if (string.Equals(Environment.GetEnvironmentVariable("WEFT_DEBUG"), "1", StringComparison.Ordinal))
        {
            error.WriteLine(problem);
        }

        return exitCode;
    }
}
