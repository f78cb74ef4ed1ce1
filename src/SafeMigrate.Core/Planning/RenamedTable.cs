using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// A table that a migration renames and changes. Until contract it has its old name, and at contract it is renamed first: so each change is
/// planned under both names, and the phases up to the deploy are taken from the old one, the later ones from the new one.
/// </summary>
internal static class RenamedTable
{
    /// <summary>The rename that the operation follows in its migration, where it can be planned under both names; else null.</summary>
    public static RenameTable? Of(Operation operation, PlanContext context) =>
        operation is TableOperation { Table: var table } && context.Open.RenameOf(table, context.Migration.Version) is { } rename && Named(operation, context.Schema, table, rename.Table) is not null
            ? rename
            : null;

    /// <summary>The plan of an operation on the renamed table.</summary>
    /// <param name="operation">Under the new name.</param>
    /// <param name="rename">The rename before it.</param>
    /// <param name="context">The migration so far.</param>
    /// <param name="plan">Plans under one name.</param>
    public static Plan Plan(Operation operation, RenameTable rename, PlanContext context, Func<Operation, PlanContext, Plan> plan)
    {
        var (from, to) = (rename.Table, rename.Table with { Name = rename.NewName });
        var open = context.Open.Without(rename);
        var migration = Mapped(context.Migration, context.Schema, to, from);
        var change = WithNames(operation, context.Schema);
        var place = context.Migration.Operations.TakeWhile(one => !ReferenceEquals(one, operation)).Count();
        var formerly = ReferenceEquals(change, operation) ? migration.Operations.ElementAt(place) : Named(change, context.Schema, to, from)!;
        var before = plan(formerly, context with { Migration = migration, Schema = context.Schema.Apply(new RenameTable(to, from.Name)), Open = open });
        var after = plan(change, context with { Open = open, Following = rename });
        if ((before.NotPossible ?? after.NotPossible) is { } reason)
            return OperationPlan.NotPossible(reason);
        return after with
        {
            Expand = Shown(before.Expand, rename).ToValueList(),
            Backfill = before.Backfill,
            Verify = before.Verify,
            UnchangedBefore = before.Unchanged.ToValueList() is { Count: > 0 } unchanged ? unchanged : null,
            Rollback = Hidden(before.Rollback, rename).ToValueList(),
            RollbackLeaves = before.RollbackLeaves,
        };
    }

    /// <summary>
    /// The migration with the rename of a table before its other changes of that table, which then have the new name: what is renamed last is
    /// no other database.
    /// </summary>
    public static Migration First(Migration migration, Schema schema)
    {
        // Where names change hands, each statement stays where it is.
        if (migration.Operations.Count(operation => operation is RenameTable or MoveTable or CreateTable or DropTable or CreateView or DropObject or DataOperation) != 1
            || migration.Operations.OfType<RenameTable>().FirstOrDefault() is not { } rename || migration.Statements.Any(statement => statement.Whole is not null))
            return migration;

        var (from, to) = (rename.Table, rename.Table with { Name = rename.NewName });
        var place = migration.Statements.TakeWhile(statement => !statement.Operations.Contains(rename)).Count();
        var earlier = migration.Statements.Take(place).ToList();
        var first = earlier.FindIndex(statement => statement.Operations.Any(operation => operation is TableOperation { Table: var table } && schema.Same(table, from)));
        if (first < 0 || migration.Statements[place].Operations.Count > 1 || earlier.SelectMany(statement => statement.Operations).Any(operation => Named(operation, schema, from, to) is null))
            return migration;

        var renamed = Mapped(Named(migration with { Statements = earlier.ToValueList() }, schema), schema, from, to).Statements.ToList();
        renamed.Insert(first, migration.Statements[place]);
        return migration with { Statements = [.. renamed, .. migration.Statements.Skip(place + 1)] };
    }

    private static Migration Named(Migration migration, Schema schema) => migration with
    {
        Statements = migration.Statements.Select(statement => statement with
        {
            Operations = statement.Operations.Select(operation =>
            {
                var named = WithNames(operation, schema);
                schema = schema.Apply(operation);
                return named;
            }).ToValueList(),
        }).ToValueList(),
    };

    // A second name is a view, which has the columns of the moment that made it.
    private static IEnumerable<Step> Shown(ValueList<Step> expand, RenameTable rename)
    {
        var place = expand.Select((step, index) => (step, index)).Where(one => one.step.Operations.Any(operation => operation is AddColumn)).Select(one => one.index).DefaultIfEmpty(-1).Last();
        return expand.Select((step, index) => index == place
            ? step with { Operations = [.. step.Operations, new CreateAlias(rename.Table, rename.NewName) { Replace = true }] }
            : step);
    }

    private static IEnumerable<Step> Hidden(ValueList<Step> rollback, RenameTable rename) => rollback.Select(step => step.Operations.Any(operation => operation is DropColumn)
        ? step with { Operations = [new DropAlias(rename.Table, rename.NewName), .. step.Operations] }
        : step);

    private static Migration Mapped(Migration migration, Schema schema, QualifiedName from, QualifiedName to) => migration with
    {
        Statements = migration.Statements.Select(statement => statement with
        {
            Operations = statement.Operations.Select(operation => Named(operation, schema, from, to) ?? operation).ToValueList(),
        }).ToValueList(),
    };

    // What the server names by the table has the name that the table has at that place of the migration.
    private static Operation WithNames(Operation operation, Schema schema) => operation switch
    {
        CreateIndex { Index: { Name: null } index } create => create with { Index = index with { Name = schema.Apply(create).Find(index.Table)?.Indexes.Last().Name } },
        AddConstraint { Constraint: { Name: null } constraint } add => AddConstraint.Of(add.Table, constraint with { Name = schema.Apply(add).Find(add.Table)?.Constraints.Last().Name }),
        AddColumn { Column: { Constraints.Count: > 0 } column } add => add with { Column = column with { Constraints = NamesOf(add, schema) } },
        _ => operation,
    };

    private static ValueList<Constraint> NamesOf(AddColumn add, Schema schema)
    {
        var before = schema.Find(add.Table)?.Constraints ?? [];
        var named = schema.Apply(add).Find(add.Table)?.Constraints.Where(constraint => !before.Contains(constraint)).ToList() ?? [];
        return named.Count == add.Column.Constraints.Count
            ? add.Column.Constraints.Select((constraint, place) => constraint with { Name = named[place].Name }).ToValueList()
            : add.Column.Constraints;
    }

    // The operation with another name for a table; null where it is text in part, which names the table too.
    private static Operation? Named(Operation operation, Schema schema, QualifiedName from, QualifiedName to)
    {
        if (operation is not TableOperation change)
            return operation;
        var table = schema.Same(change.Table, from) ? to : change.Table;
        return change switch
        {
            AddForeignKey add => new AddForeignKey(table, (ForeignKey)Referencing(add.ForeignKey)) { Only = add.Only, IfTableExists = add.IfTableExists, Location = add.Location },
            AddColumn add => add with { Table = table, Column = add.Column with { Constraints = add.Column.Constraints.Select(Referencing).ToValueList() } },
            _ when ReferenceEquals(table, change.Table) => change,
            { Written: not null } => null,
            CreateIndex create => create with { Table = table, Index = create.Index with { Table = table } },
            DropColumn or RenameColumn or ChangeColumnType or SetNotNull or DropNotNull or SetDefault or DropDefault or SetColumnProperty
                or AddCheck or AddPrimaryKey or AddUnique or AddNotNull or ValidateConstraint or DropConstraint or RenameConstraint
                or DropTrigger or RenameTrigger => change with { Table = table },
            _ => null,
        };

        Constraint Referencing(Constraint constraint) =>
            constraint is ForeignKey key && schema.Same(key.ReferencedTable, from) ? key with { ReferencedTable = to } : constraint;
    }
}
