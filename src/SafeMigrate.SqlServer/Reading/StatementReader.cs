using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>Turns parsed T-SQL into statements and operations; one instance reads one text.</summary>
internal sealed partial class StatementReader
{
    private readonly SourceText source;
    private readonly int start;
    private readonly string sql;

    private StatementReader(SourceText source, int start, string sql) => (this.source, this.start, this.sql) = (source, start, sql);

    /// <param name="source">The file.</param>
    /// <param name="start">Where <paramref name="sql"/> begins in it.</param>
    /// <param name="sql">The text as written.</param>
    /// <param name="script">What the parser made of it.</param>
    public static IReadOnlyList<Statement> Read(SourceText source, int start, string sql, TSqlScript script)
    {
        var reader = new StatementReader(source, start, sql);
        return [.. script.Batches.SelectMany(batch => batch.Statements).SelectMany(reader.Statements)];
    }

    // Which branch runs is known on the server only, so all of them are judged.
    private IEnumerable<Statement> Statements(TSqlStatement? statement) => statement switch
    {
        null => [],
        IfStatement branch => Statements(branch.ThenStatement).Concat(Statements(branch.ElseStatement)),
        WhileStatement loop => Statements(loop.Statement),
        BeginEndBlockStatement block => block.StatementList.Statements.SelectMany(Statements),
        TryCatchStatement attempt => attempt.TryStatements.Statements.Concat(attempt.CatchStatements.Statements).SelectMany(Statements),
        ExecuteStatement call when Literal(call) is { } literal => Embedded(literal),
        _ => [new Statement(source.At(Span(statement)), Kind(statement), Operations(statement).ToValueList())],
    };

    private IEnumerable<Operation> Operations(TSqlStatement statement)
    {
        var operations = Read(statement).Where(operation => !IsTemporary(operation)).ToList();
        if (operations.Count == 0)
            operations.Add(Other(statement));
        var whole = source.At(Span(statement));
        return operations.Select(operation => operation.Location == Location.None ? operation with { Location = whole } : operation);
    }

    private IEnumerable<Operation> Read(TSqlStatement statement) => statement switch
    {
        CreateTableStatement create => CreateTable(create),
        DropTableStatement drop => drop.Objects.Select(name => new DropTable(Name(name)) { IfExists = drop.IsIfExists }),
        TruncateTableStatement truncate => [new TruncateTable(Name(truncate.TableName))],
        AlterTableStatement alter => AlterTable(alter),
        CreateIndexStatement create => [CreateIndex(create)],
        CreateColumnStoreIndexStatement create => [CreateColumnStore(create)],
        AlterIndexStatement alter => AlterIndex(alter),
        DropIndexStatement drop => drop.DropIndexClauses.Select(clause => DropIndex(clause, drop.IsIfExists)),
        InsertStatement or UpdateStatement or DeleteStatement or MergeStatement or SelectStatement => Data(statement),
        ExecuteStatement call => Execute(call),
        BeginTransactionStatement => [new BeginTransaction()],
        CommitTransactionStatement => [new CommitTransaction()],
        RollbackTransactionStatement => [new RollbackTransaction()],
        SetCommandStatement set => set.Commands.OfType<GeneralSetCommand>().Select(Setting),
        PredicateSetStatement set => [new SetParameter(Snake(set.Options.ToString()), set.IsOn ? "on" : "off")],
        AlterSchemaStatement move => [new TransferObject(Name(move.ObjectName), move.Name.Value)],
        _ => Module(statement),
    };

    // A temporary table is its session's own; that there is one must be known all the same.
    private static bool IsTemporary(Operation operation) =>
        operation is TableOperation change and not SafeMigrate.Operations.CreateTable && change.Table.Name.StartsWith("#", StringComparison.Ordinal);

    private OtherStatement Other(TSqlStatement statement)
    {
        var relations = new Relations();
        statement.Accept(relations);
        return new OtherStatement(Kind(statement), Text(statement)) { Relations = relations.Names.Distinct().ToValueList() };
    }

    private SetParameter Setting(GeneralSetCommand command) =>
        new(Snake(command.CommandType.ToString()), command.Parameter is null ? null : Text(command.Parameter));

    private static string Kind(TSqlStatement statement) => statement.GetType().Name;

    private static string Snake(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static QualifiedName Name(SchemaObjectName name) => new(name.SchemaIdentifier?.Value, name.BaseIdentifier.Value);

    private Location At(TSqlFragment fragment) => source.At(Span(fragment));

    // A fragment may have its semicolon with it.
    private TextSpan Span(TSqlFragment fragment)
    {
        var length = Math.Min(fragment.FragmentLength, sql.Length - fragment.StartOffset);
        while (length > 0 && (sql[fragment.StartOffset + length - 1] == ';' || char.IsWhiteSpace(sql[fragment.StartOffset + length - 1])))
            length--;
        return new TextSpan(start + fragment.StartOffset, length);
    }

    private string Text(TSqlFragment fragment) => source.Slice(Span(fragment));

    /// <summary>The tables named anywhere in a fragment.</summary>
    private sealed class Relations : TSqlFragmentVisitor
    {
        public List<QualifiedName> Names { get; } = [];

        public override void Visit(NamedTableReference node) => Names.Add(Name(node.SchemaObject));
    }
}
