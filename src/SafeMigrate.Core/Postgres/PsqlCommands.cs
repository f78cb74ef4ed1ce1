using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

/// <summary>What the commands of psql do that a reader of the file alone cannot follow; <c>\set</c>, <c>\echo</c>, <c>\timing</c> and the like change nothing.</summary>
internal static class PsqlCommands
{
    /// <summary>The commands that hide something, each as a statement of its own at its place.</summary>
    public static IEnumerable<Statement> Hiding(SourceText source, IReadOnlyList<TextSpan> commands)
    {
        foreach (var command in commands)
        {
            var end = command.Start + 1;
            while (end < command.End && (char.IsLetter(source.Text[end]) || source.Text[end] is '_' or '!'))
                end++;
            var name = source.Text.Substring(command.Start + 1, end - command.Start - 1);
            if (Hidden(name) is not { } what)
                continue;
            var location = source.At(command);
            yield return new Statement(location, "\\" + name, [new Opaque($"\\{name} {what}", "") { Location = location }]);
        }
    }

    private static string? Hidden(string name) => name switch
    {
        "i" or "ir" or "include" or "include_relative" => "runs another file, which is not read here",
        "gexec" => "runs what the query returns as SQL",
        "copy" => "loads or unloads rows by the client",
        "if" or "elif" or "else" => "makes the lines behind it conditional; they are read as if they ran",
        "c" or "connect" => "goes on in another database or as another role",
        "q" or "quit" => "ends the script; the lines behind it are read as if they ran",
        "!" or "o" or "out" => "hands over to another program",
        _ => null,
    };
}
