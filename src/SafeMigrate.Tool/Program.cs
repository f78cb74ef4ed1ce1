using SafeMigrate.Tool;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
