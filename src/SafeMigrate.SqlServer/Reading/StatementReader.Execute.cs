using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;
using SafeMigrate.SqlServer.Operations;
using RenameOther = SafeMigrate.SqlServer.Operations.RenameOther;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private static readonly string[] ConstraintPrefixes = ["PK_", "FK_", "DF_", "CK_", "UQ_", "UC_", "IX_"];

    private IEnumerable<Operation> Execute(ExecuteStatement call)
    {
        if (call.ExecuteSpecification.ExecutableEntity is ExecutableStringList)
            return [new Opaque("the SQL is put together while it runs", Text(call))];

        var procedure = Procedure(call);
        if (Is(procedure, "sp_executesql"))
            return [new Opaque("the SQL is put together while it runs", Text(call))];
        if (Is(procedure, "sp_rename"))
            return [Rename(call)];
        return procedure is null || procedure.StartsWith("sp_", StringComparison.OrdinalIgnoreCase)
            ? []
            : [new Opaque($"what procedure {procedure} does is not known", Text(call))];
    }

    /// <summary>The text of <c>EXEC('...')</c> or <c>EXEC sp_executesql N'...'</c>, which EF Core's idempotent scripts wrap their statements in.</summary>
    private static StringLiteral? Literal(ExecuteStatement call) => call.ExecuteSpecification switch
    {
        { LinkedServer: not null } => null,
        { ExecutableEntity: ExecutableStringList { Strings: { Count: 1 } strings } } => strings[0] as StringLiteral,
        { ExecutableEntity: ExecutableProcedureReference { Parameters: { Count: > 0 } parameters } } when Is(Procedure(call), "sp_executesql") =>
            parameters[0].ParameterValue as StringLiteral,
        _ => null,
    };

    private IEnumerable<Statement> Embedded(StringLiteral literal)
    {
        var span = Span(literal);
        var text = source.Slice(span);
        var positions = new List<int>();
        for (var i = text.IndexOf('\'') + 1; i < text.Length - 1; i++)
        {
            positions.Add(span.Start + i);
            if (text[i] == '\'')
                i++;
        }

        positions.Add(span.End - 1);
        return TSqlReader.Read(source.Embed(literal.Value, positions));
    }

    private Operation Rename(ExecuteStatement call)
    {
        var parameters = call.ExecuteSpecification.ExecutableEntity.Parameters;
        var (from, to, kind) = (Argument(parameters, 0, "@objname"), Argument(parameters, 1, "@newname"), Argument(parameters, 2, "@objtype"));
        if (from is null || to is null || ObjectName(from) is not { } parts)
            return new Opaque("what sp_rename renames is put together while it runs", Text(call));

        // Three parts are schema, table and column, as FluentMigrator writes them; a database's name would have to be that of the current one.
        var last = parts[parts.Count - 1];
        kind ??= parts.Count == 3 ? "COLUMN" : null;
        return (kind ?? "OBJECT").ToUpperInvariant() switch
        {
            "COLUMN" when parts.Count > 1 => new RenameColumn(Qualified(parts, parts.Count - 2), last, to),
            "INDEX" when parts.Count > 1 => new RenameIndex(Qualified(parts, parts.Count - 2) with { Name = last }, to),
            "OBJECT" when !ConstraintPrefixes.Any(prefix => last.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) =>
                new RenameTable(Qualified(parts, parts.Count - 1), to),
            _ => new RenameOther(Qualified(parts, parts.Count - 1), to),
        };
    }

    private static QualifiedName Qualified(IList<string> parts, int index) => new(index > 0 ? parts[index - 1] : null, parts[index]);

    private static string? Argument(IList<ExecuteParameter> parameters, int position, string name)
    {
        var named = parameters.FirstOrDefault(parameter => Is(parameter.Variable?.Name, name));
        var found = named ?? (position < parameters.Count && parameters[position].Variable is null ? parameters[position] : null);
        return (found?.ParameterValue as Literal)?.Value;
    }

    // The server takes the name apart by its own rules: [dbo].[Order.Lines].Total.
    private static List<string>? ObjectName(string text)
    {
        var name = Tokens.Parser() is TSql150Parser parser ? parser.ParseSchemaObjectName(new StringReader(text), out var errors) : null;
        return name is null ? null : [.. name.Identifiers.Select(part => part.Value)];
    }

    private static string? Procedure(ExecuteStatement call) =>
        (call.ExecuteSpecification.ExecutableEntity as ExecutableProcedureReference)?.ProcedureReference?.ProcedureReference?.Name.BaseIdentifier.Value;

    private static bool Is(string? name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
