using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private IEnumerable<Operation> CreateTable(CreateTableStatement create)
    {
        var table = Name(create.SchemaObjectName);
        var temporary = table.Name.StartsWith("#", StringComparison.Ordinal);
        var definition = create.Definition;
        yield return new CreateTable(
            table,
            definition is null ? [] : definition.ColumnDefinitions.Select(Column).ToValueList(),
            definition is null ? [] : definition.TableConstraints.Select(Constraint).OfType<Constraint>().ToValueList())
        {
            Persistence = temporary ? Persistence.Temporary : Persistence.Permanent,
            AsQuery = create.SelectStatement is { } query ? Text(query) : null,
        };

        foreach (var index in definition?.Indexes ?? [])
            yield return new CreateIndex(InlineIndex(table, index)) { Location = At(index) };
    }

    private IEnumerable<Operation> AlterTable(AlterTableStatement alter)
    {
        var table = Name(alter.SchemaObjectName);
        return alter switch
        {
            AlterTableAddTableElementStatement add => Add(table, add),
            AlterTableAlterColumnStatement change => AlterColumn(table, change),
            AlterTableDropTableElementStatement drop => Drop(table, drop),
            AlterTableConstraintModificationStatement modify => Modify(table, modify),
            AlterTableSwitchStatement change => [new SwitchPartition(table, Name(change.TargetTable)) { WaitsAtLowPriority = change.Options.Count > 0 }],
            AlterTableSetStatement set => Set(table, set),
            AlterTableRebuildStatement rebuild => [Rebuild(table, null, rebuild.IndexOptions)],
            AlterTableAlterIndexStatement { AlterIndexType: AlterIndexType.Rebuild } rebuild =>
                [Rebuild(table, rebuild.IndexIdentifier?.Value, rebuild.IndexOptions)],
            _ => [],
        };
    }

    private IEnumerable<Operation> Add(QualifiedName table, AlterTableAddTableElementStatement add)
    {
        foreach (var column in add.Definition.ColumnDefinitions)
        {
            yield return new AddColumn(table, Column(column))
            {
                WithValues = column.DefaultConstraint?.WithValues == true,
                Location = At(column),
            };
        }

        var noCheck = add.ExistingRowsCheckEnforcement == ConstraintEnforcement.NoCheck;
        foreach (var constraint in add.Definition.TableConstraints)
        {
            if (constraint is DefaultConstraintDefinition { Column: { } column } value)
                yield return new SetDefault(table, column.Value, Expression(value.Expression)) { DefaultName = value.ConstraintIdentifier?.Value, Location = At(value) };
            else if (Constraint(constraint) is { } read)
                yield return AddConstraint.Of(table, read with { NotValid = noCheck && read is not IndexConstraint }) with { Location = At(constraint) };
        }

        foreach (var index in add.Definition.Indexes)
            yield return new CreateIndex(InlineIndex(table, index)) { Location = At(index) };
    }

    private IEnumerable<Operation> AlterColumn(QualifiedName table, AlterTableAlterColumnStatement change)
    {
        var column = change.ColumnIdentifier.Value;
        var option = change.AlterTableAlterColumnOption;
        if (option is AlterTableAlterColumnOption.AddSparse or AlterTableAlterColumnOption.DropSparse)
            yield return new ChangeSparse(table, column, option == AlterTableAlterColumnOption.AddSparse);
        if (change.DataType is null)
            yield break;

        yield return new ChangeColumnType(table, column, Type(change.DataType))
        {
            Collation = change.Collation is { } collation ? new QualifiedName(null, collation.Value) : null,
            Online = IsOnline(change.Options),
        };

        // Nullability belongs to every ALTER COLUMN; where it is not written, the server takes NULL.
        if (option == AlterTableAlterColumnOption.NotNull)
            yield return new SetNotNull(table, column);
        else
            yield return new DropNotNull(table, column) { Implied = option != AlterTableAlterColumnOption.Null };
    }

    private IEnumerable<Operation> Drop(QualifiedName table, AlterTableDropTableElementStatement drop)
    {
        // ALTER TABLE t DROP COLUMN a, b: the word stands before the first name only.
        var kind = TableElementType.Constraint;
        foreach (var element in drop.AlterTableDropTableElements)
        {
            kind = element.TableElementType == TableElementType.NotSpecified ? kind : element.TableElementType;
            if (kind == TableElementType.Column)
                yield return new DropColumn(table, element.Name.Value) { IfExists = element.IsIfExists, Location = At(element) };
            else if (kind == TableElementType.Constraint)
                yield return new DropConstraint(table, element.Name.Value) { IfExists = element.IsIfExists, Location = At(element) };
            else if (kind == TableElementType.Index)
                yield return new DropIndex(new QualifiedName(table.Schema, element.Name.Value)) { Table = table, IfExists = element.IsIfExists, Location = At(element) };
        }
    }

    private static IEnumerable<Operation> Modify(QualifiedName table, AlterTableConstraintModificationStatement modify)
    {
        var names = modify.All ? new string?[] { null } : [.. modify.ConstraintNames.Select(name => name.Value)];
        if (modify.ConstraintEnforcement == ConstraintEnforcement.NoCheck)
            return names.Select(name => new DisableConstraint(table, name));
        if (modify.ExistingRowsCheckEnforcement == ConstraintEnforcement.Check)
            return names.Select(name => new ValidateConstraint(table, name ?? "ALL"));
        return names.Select(name => new EnableConstraint(table, name));
    }

    private static IEnumerable<Operation> Set(QualifiedName table, AlterTableSetStatement set) =>
        set.Options.OfType<SystemVersioningTableOption>()
            .Where(option => option.OptionState == OptionState.Off)
            .Select(_ => new StopVersioning(table));
}
