using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>What starts a fluent chain in a FluentMigrator migration, and which of them are for the database at hand.</summary>
internal sealed class FluentMigratorApi(Dialect dialect) : FluentApi
{
    public override Root? Member(string name) => name switch
    {
        "Create" or "Alter" or "Delete" or "Rename" or "Insert" or "Update" or "Execute" => new Root(name, emits: true),
        "Schema" => new Root(name, emits: false),
        _ => null,
    };

    public override Value? Parameter(ParameterSyntax parameter) => null;

    public override RootCall? Root(string name, IReadOnlyList<Argument> arguments, Interpreter interpreter)
    {
        if (name != "IfDatabase")
            return null;
        var names = arguments.Select(argument => Matches(argument, interpreter)).ToList();
        if (names.Contains(true))
            return new RootCall(new Root(name, emits: true), null);
        var doubtful = names.IndexOf(null);
        return doubtful < 0
            ? new RootCall(new Root(name, emits: true) { IsForAnotherDatabase = true }, null)
            : new RootCall(new Root(name, emits: true), $"Whether this runs is not known, because {arguments[doubtful].Source} is decided at run time");
    }

    public override Value? Property(Root root, string name, Location place) => root.Name == "IfDatabase" && Member(name) is { } member
        ? new Root(member.Name, member.Emits) { IsForAnotherDatabase = root.IsForAnotherDatabase }
        : null;

    public override Value? Result(Chain chain) =>
        chain.Root.Name == "Schema" && chain.Calls[chain.Calls.Count - 1].Name == "Exists" ? new Existence([new ExistenceTest(chain, MustExist: true)]) : null;

    public override Function? CodeOnConnection(Chain chain) =>
        chain.Root.Name == "Execute" && chain.Calls[chain.Calls.Count - 1] is { Name: "WithConnection" } call ? call.At(0)?.Value as Function : null;

    // ICreateTableWithColumnSyntax, ICreateExpressionRoot, CreateTableExpressionBuilder.
    public override bool IsBuilder(string type) =>
        type.StartsWith("I", StringComparison.Ordinal) && type.EndsWith("Syntax", StringComparison.Ordinal)
        || type.EndsWith("ExpressionRoot", StringComparison.Ordinal) || type.EndsWith("ExpressionBuilder", StringComparison.Ordinal);

    public override bool IsMigrationBase(string name) =>
        name is "Migration" or "MigrationBase" or "IMigration" or "AutoReversingMigration" or "ForwardOnlyMigration" or "AutoScriptMigration";

    /// <summary>
    /// True where an IfDatabase argument means this database. FluentMigrator compares with the processor's name and aliases; which of them the
    /// project registers is not in the migrations, so all names of the dialect match.
    /// </summary>
    private bool? Matches(Argument argument, Interpreter interpreter) => argument.Value switch
    {
        Text text => IsOwn(text.Content),
        Symbol symbol => IsOwn(symbol.Member),
        Function predicate => interpreter.Call(predicate, [Text.At(dialect == Dialect.Postgres ? "PostgreSQL15_0" : "SqlServer2016", argument.Location)])
            is Literal { Of: bool known } ? known : null,
        Items items => items.Values.Any(item => item is Text text && IsOwn(text.Content)),
        _ => null,
    };

    private bool IsOwn(string name) => dialect == Dialect.Postgres
        ? name.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
        : name.StartsWith("sqlserver", StringComparison.OrdinalIgnoreCase);
}
