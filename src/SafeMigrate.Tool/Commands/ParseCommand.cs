using System.CommandLine;
using System.Text.Json;
using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Tool.Loading;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>parse</c>: how a file is read.</summary>
internal static class ParseCommand
{
    private static readonly Option<bool> Effects = new("--effects") { Description = "Say what a server does: locks, scans, rewrites, index builds. PostgreSQL only." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("parse", "Shows how files are read: each statement with the operations it became, and what a server does.")
        {
            Shared.Paths, Shared.Assemblies, Shared.Format, Effects, Shared.PostgresVersion, Shared.Dialect, Shared.Tool, Shared.StandardInputPath,
        };
        command.SetAction(arguments => Run(arguments, terminal.For(arguments)));
        ExampleHelp.Set(command, """
            safemigrate parse db/V7__orders.sql
            safemigrate parse db/migrations --format json --effects --postgres-version 16
            """);
        return command;
    }

    private static int Run(ParseResult arguments, Terminal terminal)
    {
        var inputs = Inputs.Of(arguments);
        if (arguments.GetValue(Effects) && inputs.Load.Dialect != Dialect.Postgres)
            throw new UserErrorException("--effects knows PostgreSQL only");

        int? version = arguments.GetValue(Effects) ? Shared.VersionOf(arguments) ?? 14 : null;
        var isJson = arguments.GetValue(Shared.Format) == "json";
        var problems = new List<Problem>();
        var isRead = true;
        foreach (var parsed in Statements(inputs, version, terminal, problems))
        {
            isRead &= parsed.Error is null;
            if (isJson)
                Json.Write(terminal.Out, indented: false, json => Write(parsed, json));
            else
                Write(parsed, terminal);
        }

        foreach (var problem in problems)
            terminal.Error.WriteLine("safemigrate: " + problem);
        return problems.Count > 0 || !isRead ? ExitCode.BadInput : ExitCode.Done;
    }

    // A file that is too large to be held is written statement by statement as it is read.
    private static IEnumerable<ParsedStatement> Statements(Inputs inputs, int? version, Terminal terminal, List<Problem> problems)
    {
        var alone = inputs.Load with { Assemblies = [] };
        var read = inputs.Paths.Select(path => LargeFile.Is(path, alone.Dialect) ? Large(path) : Whole([path], alone));
        return read.Append(Whole([], inputs.Load)).SelectMany(parsed => parsed);

        IEnumerable<ParsedStatement> Large(string path)
        {
            if (LargeFile.ProblemOf(path) is not { } problem)
                return ParsedStatement.Of([LargeFile.Statements(path)], version);
            problems.Add(problem);
            return [];
        }

        IEnumerable<ParsedStatement> Whole(IReadOnlyList<string> paths, LoadOptions options)
        {
            var loaded = MigrationFiles.Load(paths, options, terminal.In);
            problems.AddRange(loaded.Problems);
            return loaded.Histories.SelectMany(history => ParsedStatement.Of(history, version));
        }
    }

    private static void Write(ParsedStatement parsed, Utf8JsonWriter json)
    {
        var statement = parsed.Statement;
        json.WriteStartObject();
        json.WriteString("path", statement.Location.Path);
        json.WriteNumber("statement", parsed.Index);
        json.WriteNumber("offset", statement.Location.ByteOffset);
        json.WriteNumber("length", statement.Location.ByteLength);
        json.WriteString("kind", statement.Kind);
        json.WriteStrings("subcommands", statement.Subcommands);
        json.WriteStrings("tables", statement.Tables.Select(table => table.ToString()));
        json.WriteStrings("columns", statement.Columns);
        json.WriteString("error", parsed.Error);
        json.WriteStartArray("operations");
        foreach (var operation in statement.Operations)
            OperationJson.Write(operation, json);
        json.WriteEndArray();
        if (parsed.Effect is { } effect)
            Write(effect, json);
        json.WriteEndObject();
    }

    private static void Write(LockEffect effect, Utf8JsonWriter json)
    {
        json.WriteStartObject("effects");
        json.WriteStartArray("locks");
        foreach (var held in effect.Locks)
        {
            json.WriteStartObject();
            json.WriteString("relation", held.Relation.ToString());
            json.WriteString("mode", held.Mode + "Lock");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStrings("scans", effect.Scans.Select(relation => relation.ToString()));
        json.WriteStrings("rewrites", effect.Rewrites.Select(relation => relation.ToString()));
        json.WriteStrings("builds", effect.Builds.Select(relation => relation.ToString()));
        json.WriteString("transaction", effect.OutsideTransaction ? "none" : "any");
        json.WriteEndObject();
    }

    private static void Write(ParsedStatement parsed, Terminal terminal)
    {
        var style = new Style(terminal.Color);
        var statement = parsed.Statement;
        terminal.Out.WriteLine($"{statement.Location} {style.Bold(statement.Kind.Length > 0 ? statement.Kind : "(unknown)")}");
        foreach (var operation in statement.Operations)
            terminal.Out.WriteLine("  " + (operation is Unreadable unreadable ? style.Of(Severity.Error, "not read: ") + unreadable.Error : OperationText.Of(operation)));
        if (parsed.Effect is { } effect)
            terminal.Out.WriteLine($"  {style.Dim(EffectText.Of(effect))}");
    }
}
