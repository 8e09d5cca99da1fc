using Weft.Cli;

using var interruption = new Interruption();
return await CommandLine.RunAsync(CommandTree.Create(), args, Console.Out, Console.Error, interruption);
