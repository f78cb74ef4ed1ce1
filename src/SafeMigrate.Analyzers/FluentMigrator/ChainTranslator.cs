using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>Turns one fluent chain into the operations of the SQL that FluentMigrator writes for it.</summary>
internal sealed partial class ChainTranslator(Chain chain, Dialect dialect, Scripts scripts) : Translator(chain, dialect, scripts)
{
    protected override void Read()
    {
        var (first, rest) = (Chain.Calls[0], Chain.Calls.Skip(1).ToList());
        Action<Call, List<Call>>? read = (Chain.Root.Name, first.Name) switch
        {
            ("Create", "Table") => CreateTable,
            ("Create", "Column") => CreateColumn,
            ("Create", "Index") => CreateIndex,
            ("Create", "ForeignKey") => CreateForeignKey,
            ("Create", "PrimaryKey" or "UniqueConstraint") => CreateConstraint,
            ("Create", "Schema") => CreateSchema,
            ("Create", "Sequence") => CreateSequence,
            ("Create" or "Delete", "SecurityLabel") => ChangeSecurityLabel,
            ("Alter", "Table") => AlterTable,
            ("Alter", "Column") => AlterColumn,
            ("Alter", "Default") => AlterDefault,
            ("Delete", "Table") => DeleteTable,
            ("Delete", "Column") => DeleteColumn,
            ("Delete", "ForeignKey") => DeleteForeignKey,
            ("Delete", "PrimaryKey" or "UniqueConstraint") => DeleteConstraint,
            ("Delete", "Index") => DeleteIndex,
            ("Delete", "Schema" or "Sequence") => DeleteObject,
            ("Delete", "DefaultConstraint") => DeleteDefault,
            ("Delete", "FromTable") => DeleteRows,
            ("Rename", "Table") => RenameTable,
            ("Rename", "Column") => RenameColumn,
            ("Insert", "IntoTable") => InsertRows,
            ("Update", "Table") => UpdateRows,
            ("Execute", _) => Execute,
            _ => null,
        };
        if (read is null)
            NotKnown(first);
        else
            read(first, rest);
    }

    private void NotKnown(Call call) => Fail(
        call.Location,
        $"{call.Name} is not a call of {Chain.Kind} that SafeMigrate knows; write this part as Execute.Sql to have it checked");

    /// <summary>The place of the chain up to a call: <c>Rename.Column("total")</c>.</summary>
    private Location UpTo(Call call) => Chain.To(call.Location);

    private QualifiedName Table(string? name, IEnumerable<Call> calls, string schemaCall = "InSchema") =>
        new(calls.LastOrDefault(call => call.Name == schemaCall) is { } schema ? Schema(schema, 0) : null, name ?? "");

    /// <summary>The string of the only call with this name; null when there is none.</summary>
    private string? NameIn(IEnumerable<Call> calls, string call) => calls.FirstOrDefault(each => each.Name == call) is { } found ? Name(found, 0) : null;

    /// <summary>The strings of the calls with one of these names, in order.</summary>
    private ValueList<string> NamesIn(IEnumerable<Call> calls, params string[] names) =>
        [.. calls.Where(call => names.Contains(call.Name)).SelectMany(Names)];

    private void Expect(IEnumerable<Call> calls, params string[] known)
    {
        foreach (var call in calls.Where(call => !known.Contains(call.Name)))
            NotKnown(call);
    }
}
