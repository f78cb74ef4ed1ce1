using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

// What the statements of the change give, put together.
internal sealed partial record HandmadeTypeChange
{
    // What the column becomes, over the row before the migration: later updates have the last word. Null where nothing says it.
    private Expression? Value(List<Operation> between, List<Statement> group)
    {
        var said = group.Select(statement => statement.Directive("up")).FirstOrDefault(up => up is { Length: > 0 });
        var value = said is null ? null : PostgresReader.ReadExpression(said);
        foreach (var update in between.OfType<UpdateRows>().Where(update => IsPart(update)))
        {
            if (PostgresReader.ReadRowUpdate(update.Sql) is not { } row || row.Assignments.SingleOrDefault(set => set.Column == Temporary) is not { } assignment)
                return null;
            if (said is null && (value = Then(value, assignment.Value, row.Where)) is null)
                return null;
        }

        if (value is null || Volatility.IsVolatile(value) || (Away is null && value.Columns.Contains(Temporary)))
            return null;
        value = Aside == Old.Name || said is not null ? value : PostgresReader.RenameColumn(value, Aside, Old.Name);
        return value.Columns.Contains(Old.Name) ? value : null;
    }

    // The author may call either column by any of its names.
    private Directive Renamed(Directive directive) => directive.Name switch
    {
        "up" when Aside != Old.Name => directive with { Argument = PostgresReader.RenameColumn(PostgresReader.ReadExpression(directive.Argument), Aside, Old.Name).Sql },
        "down" when Temporary != Old.Name => directive with { Argument = PostgresReader.RenameColumn(PostgresReader.ReadExpression(directive.Argument), Temporary, Old.Name).Sql },
        _ => directive,
    };

    private Expression? Then(Expression? before, Expression value, Expression? where)
    {
        var unfilled = $"{PostgresIdentifier.Quote(Temporary)} IS NULL";
        if (where is null)
            return value;
        if (where.Sql == unfilled)
            return before is null ? (Add.Column.Default is null ? value : null) : PostgresReader.ReadExpression($"COALESCE({before}, {value})");
        if (where.Columns.Contains(Temporary) && Away is null)
            return null;
        var other = before?.Sql ?? Add.Column.Default?.Sql;
        return where.Sql == $"{PostgresIdentifier.Quote(Aside)} IS NOT NULL" && other is null ? value
            : PostgresReader.ReadExpression($"CASE WHEN {where} THEN {value}{(other is null ? "" : $" ELSE {other}")} END");
    }

    // An UPDATE that sets other columns too goes on setting those.
    private UpdateRows? Rest(UpdateRows update)
    {
        var others = update.Targets.Where(column => column != Temporary).ToValueList();
        if (others.Count == 0 || PostgresReader.ReadRowUpdate(update.Sql) is not { } row)
            return null;
        var set = string.Join(", ", row.Assignments.Where(one => one.Column != Temporary).Select(one => $"{PostgresIdentifier.Quote(one.Column)} = {one.Value}"));
        return update with { Sql = $"UPDATE {PostgresWriter.Name(update.Table)} SET {set}{(row.Where is { } where ? $" WHERE {where}" : "")}", Targets = others };
    }

    // Checks and indexes of the new column, under the name it gets. Null where something is done to it that has no place in a change of type.
    private List<Operation>? Moved(List<Operation> between)
    {
        var moved = new List<Operation>();
        foreach (var constraint in Add.Column.Constraints)
        {
            if (constraint is not CheckConstraint check)
                return null;
            moved.Add(new AddCheck(Add.Table, Renamed(check)));
        }

        foreach (var operation in between.Where(IsOnNew))
        {
            switch (operation)
            {
                case SetNotNull or DropNotNull or SetDefault or DropDefault:
                    break;
                case AddCheck add:
                    moved.Add(new AddCheck(Add.Table, Renamed(add.Check)));
                    break;
                case ValidateConstraint:
                    moved.Add(operation with { });
                    break;
                case CreateIndex create when create.Index.Columns.All(key => key.Column is not null) && create.Index.Where is null:
                    var index = create.Index with { Columns = create.Index.Columns.Select(key => key.Column == Temporary ? key with { Column = Old.Name } : key).ToValueList(), Include = create.Index.Include.Select(Named).ToValueList() };
                    moved.Add(create with { Table = Add.Table, Index = index with { Name = index.Name ?? Schema.Apply(Add).Apply(create).Find(Add.Table)?.Indexes.Last().Name } });
                    break;
                default:
                    return null;
            }
        }

        return moved;
    }

    private string Named(string column) => column == Temporary ? Old.Name : column;

    private CheckConstraint Renamed(CheckConstraint check) => check with
    {
        Name = check.Name ?? Schema.Apply(Add with { Column = Add.Column with { Constraints = [] } }).Apply(new AddCheck(Add.Table, check)).Find(Add.Table)?.Constraints.Last().Name,
        Condition = PostgresReader.RenameColumn(check.Condition, Temporary, Old.Name),
    };

    // What goes with the old column: dropped by name, unless the migration makes the same again. Null where it cannot go.
    private (List<Operation> Drops, List<Operation> Kept)? Lost(List<Operation> later, List<Operation> between, Table table)
    {
        var (drops, kept) = (new List<Operation>(), new List<Operation>());
        foreach (var constraint in table.Constraints.Where(constraint => constraint is not NotNullConstraint && constraint.ConstrainedColumns.Contains(Old.Name)))
        {
            var dropped = Migration.Operations.OfType<DropConstraint>().FirstOrDefault(drop => drop.Constraint == constraint.Name && Schema.Same(drop.Table, table.Name));
            var again = later.OfType<AddConstraint>().FirstOrDefault(add => Schema.Same(add.Table, table.Name) && (add.Constraint.Name is null || add.Constraint.Name == constraint.Name)
                && add.Constraint.GetType() == constraint.GetType() && (add.Constraint with { Name = constraint.Name, NotValid = constraint.NotValid }).Equals(constraint));
            if (again is not null)
                kept.AddRange(dropped is null ? [again] : [dropped, again]);
            else if (constraint is PrimaryKey or ExclusionConstraint)
                return null;
            else if (dropped is null)
                drops.Add(new DropConstraint(table.Name, constraint.Name!));
        }

        foreach (var index in table.Indexes.Where(index => index.Columns.Any(key => key.Column == Old.Name || key.Expression?.Columns.Contains(Old.Name) == true) || index.Include.Contains(Old.Name) || index.Where?.Columns.Contains(Old.Name) == true))
        {
            var name = table.Name with { Name = index.Name! };
            if (later.OfType<CreateIndex>().FirstOrDefault(create => Schema.Same(create.Table, table.Name) && (create.Index.Name is null || create.Index.Name == index.Name)
                && (create.Index with { Name = index.Name, Table = index.Table, Method = index.Method }).Equals(index)) is { } again)
                kept.Add(again);
            else if (!Migration.Operations.OfType<DropIndex>().Any(drop => Schema.Same(drop.Index, name)))
                drops.Add(new DropIndex(name));
        }

        return (drops, kept);
    }
}
