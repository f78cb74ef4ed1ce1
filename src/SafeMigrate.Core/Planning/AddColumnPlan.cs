using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// The old version does not name the column, so its rows get the default: that makes NOT NULL with a default safe at once. What the
/// server would have to write or check row by row is done after the column is there, in batches and validations.
/// </summary>
internal sealed class AddColumnPlan : OperationPlan<AddColumn>
{
    protected override Plan Create(AddColumn operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Table(table) is null && context.Schema.IsComplete)
            return NotPossible($"table {table} does not exist");
        if (context.Table(table)?.Column(column.Name) is not null)
        {
            return operation.IfNotExists
                ? Nothing($"{table}.{column.Name} exists already")
                : NotPossible($"column {table}.{column.Name} exists already: leave this migration out with --only or --to if it was applied before");
        }

        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (Rewrites(column) is { } reason)
            return NotPossible(reason);

        var extras = Constraints(operation, context);
        if (column.Identity is not null || column.IsSerial)
            return NumberedColumn.Plan(operation, context, extras, Rollback(operation, context));
        if (context.SaidExpression("up") is { IsConstant: false } computed && column.ExistingRows is null)
        {
            return column.Default is null
                ? Derived(operation, computed, context, extras)
                : NotPossible($"{table}.{column.Name} has a default and safemigrate:up: rows of the old version could get either. Give one of them");
        }

        if (column is { Default: null, NotNull: false, ExistingRows: null } && context.Said("up") is null && context.Filled(table, column.Name) is { } filled)
            return filled.IsConstant ? Constant(operation, filled, context, extras) : Derived(operation, filled, context, extras);

        if (context.Said("up") is not null && !column.NotNull)
            return NotPossible($"{table}.{column.Name} may be NULL, so a constant for rows that exist is a DEFAULT: write it as one");
        if (column.Default is { } value && Volatility.IsVolatile(value))
            return Computed(operation, value, context, extras);
        if (!column.NotNull || column.Default is not null)
            return Installed(operation, context, [], extras, "the old version does not know it");
        return Required(operation, context, extras);
    }

    private static string? Rewrites(Column column) => column switch
    {
        { Generated.Stored: true } => $"a stored generated column makes the server write every row under a lock: add {column.Name} as a plain column with -- safemigrate:up, or rebuild the table (CREATE TABLE, INSERT ... SELECT, DROP TABLE, RENAME in one migration: the plan carries the rows)",
        _ when column.Constraints.OfType<PrimaryKey>().Any() => $"a primary key needs values first: add {column.Name} nullable, fill it, then add the key",
        _ => null,
    };

    private static Plan Installed(AddColumn operation, PlanContext context, ValueList<Step> after, ValueList<Step> extras, string why) => new([])
    {
        Strategy = $"Add {operation.Table}.{operation.Column.Name} before the deploy; {why}",
        Expand = [Steps.Of($"add {operation.Table}.{operation.Column.Name}", operation with { Column = operation.Column with { Constraints = [], ExistingRows = null } })],
        Backfill = [.. after, .. extras],
        Rollback = Rollback(operation, context),
    };

    // New rows get the default at once; rows that exist get theirs in batches, each row its own value.
    private static Plan Computed(AddColumn operation, Expression value, PlanContext context, ValueList<Step> extras)
    {
        var (table, column) = (operation.Table, operation.Column);
        return new Plan([])
        {
            Strategy = $"Add {table}.{column.Name} empty, with its default for new rows, and fill the other rows in batches",
            Expand =
            [
                Steps.Of($"add {table}.{column.Name}, with the default for new rows only", new AddColumn(table, Steps.Bare(column)), new SetDefault(table, column.Name, value)),
            ],
            Backfill =
            [
                Steps.Of($"fill {table}.{column.Name} of the rows that exist", new BackfillColumn(table, column.Name, value, IsNull(column.Name))),
                .. column.NotNull ? Steps.NotNull(table, column.Name, context.Unique("sm_check", column.Name)) : [],
                .. extras,
            ],
            Rollback = Rollback(operation, context),
        };
    }

    private static Plan Required(AddColumn operation, PlanContext context, ValueList<Step> extras)
    {
        var (table, column) = (operation.Table, operation.Column);
        var value = column.ExistingRows ?? context.SaidExpression("up");

        if (value is { IsConstant: true })
            return Constant(operation, value, context, extras);

        var add = Steps.Of($"add {table}.{column.Name}, NULL at first", new AddColumn(table, Steps.Bare(column)));
        var plan = new Plan([])
        {
            Strategy = $"Add {table}.{column.Name} nullable, and make it NOT NULL when no old version is left",
            Expand = [add],
            Backfill = extras,
            Verify = [SetNotNullPlan.NoNulls(table, column.Name)],
            Contract = Steps.NotNull(table, column.Name, context.Unique("sm_check", column.Name)),
            Rollback = Rollback(operation, context),
            Revert = [Steps.Of($"allow NULL in {table}.{column.Name} again", new DropNotNull(table, column.Name))],
        };
        if (value is null)
        {
            return plan with
            {
                Notes = [$"Nothing says what {table}.{column.Name} is in rows that exist: give a DEFAULT or -- safemigrate:up VALUE, or fill the column before contract"],
            };
        }

        var trigger = context.Unique("fill", $"{table.Name}_{column.Name}", 40);
        return plan with
        {
            Expand = [new Step(add.Title + ", filled for the old version", [.. add.Operations, new CreateFill(trigger, table, column.Name, value)])],
            Backfill = [Steps.Of($"fill {table}.{column.Name} of the rows that exist", new BackfillColumn(table, column.Name, value, IsNull(column.Name))), .. extras],
            Contract = [.. plan.Contract, Steps.Of("end the filling, which only the old version needed", new DropFill(trigger, table))],
            Revert = [new Step(plan.Revert[0].Title + ", filled for the old version", [.. plan.Revert[0].Operations, new CreateFill(trigger, table, column.Name, value)])],
            Rollback = [plan.Rollback[0], new Step(plan.Rollback[1].Title, [new DropFill(trigger, table), .. plan.Rollback[1].Operations])],
        };
    }

    // A constant costs nothing as a default, which the old version's rows then get. It goes when that version is gone, unless the migration goes on to set one.
    private static Plan Constant(AddColumn operation, Expression value, PlanContext context, ValueList<Step> extras)
    {
        var (table, column) = (operation.Table, operation.Column);
        var plan = Installed(operation with { Column = column with { Default = value } }, context, [], extras, "its rows get the value that the migration gives");
        return context.Migration.Operations.Any(later => later is SetDefault set && set.Column == column.Name && context.Schema.Same(set.Table, table)) ? plan : plan with
        {
            Contract = [Steps.Of($"end the default, which only old rows needed", new DropDefault(table, column.Name))],
            Revert = [Steps.Of($"bring the default back", new SetDefault(table, column.Name, value))],
            Notes = [.. plan.Notes, $"Until contract {column.Name} is {value} in each new row that does not give it, also in those of the new version"],
        };
    }

    // Computed from other columns of the row, for as long as a version is there that writes only those.
    private static Plan Derived(AddColumn operation, Expression value, PlanContext context, ValueList<Step> extras)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Table(table) is not { } known || value.Columns.Any(source => known.Column(source) is null))
            return NotPossible($"safemigrate:up {value} uses what is no column of {table}: write it over the row's own columns");

        var trigger = context.Unique("derive", $"{table.Name}_{column.Name}", 40);
        var derive = new CreateDerived(trigger, table, column, value, value.Columns.Select(source => known.Column(source)!).ToValueList());
        var drop = new DropDerived(trigger, table);
        var rollback = Rollback(operation, context);
        return new Plan([])
        {
            Strategy = $"Add {table}.{column.Name}, computed for the old version's rows until that is gone",
            Expand = [Steps.Of($"add {table}.{column.Name}, computed where a writer does not know it", new AddColumn(table, Steps.Bare(column)), derive)],
            Backfill = [Steps.Of($"compute {table}.{column.Name} of the rows that exist", new BackfillColumn(table, column.Name, value, new Expression($"{IsNull(column.Name)} AND ({value}) IS NOT NULL"))), .. extras],
            Verify = column.NotNull ? [SetNotNullPlan.NoNulls(table, column.Name)] : [],
            Contract = [.. column.NotNull ? Steps.NotNull(table, column.Name, context.Unique("sm_check", column.Name)) : [], Steps.Of("end the computing, which only the old version needed", drop)],
            Revert = [new Step($"compute {table}.{column.Name} again for the old version", [.. column.NotNull ? [new DropNotNull(table, column.Name)] : Array.Empty<Operation>(), derive])],
            Rollback = [rollback[0], new Step(rollback[1].Title, [drop, .. rollback[1].Operations])],
        };
    }

    private static ValueList<Step> Rollback(AddColumn operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column.Name);
        var worth = operation.Column.Default is { IsConstant: true } value
            ? new Expression($"{Postgres.PostgresIdentifier.Quote(column)} IS DISTINCT FROM {value}")
            : new Expression($"{Postgres.PostgresIdentifier.Quote(column)} IS NOT NULL");
        var key = context.Table(table)?.KeyColumns ?? [];
        if (TableMerge.Into(context, table, column) is not null)
            return [Steps.Of($"drop {table}.{column}", new DropColumn(table, column) { IfExists = true })];
        return
        [
            new Step($"keep what the new version wrote to {table}.{column}", [new KeepValues(table, [.. key, column], worth, context.Unique("kept", column, 40))])
            {
                Sign = new DropColumn(table, column),
            },
            Steps.Of($"drop {table}.{column}", new DropColumn(table, column) { IfExists = true }),
        ];
    }

    // The old version does not write the column, so what holds for the default holds for all its rows: no need to wait for contract.
    private static ValueList<Step> Constraints(AddColumn operation, PlanContext context)
    {
        var after = context.Schema.Apply(operation).Find(operation.Table)!;
        var before = context.Table(operation.Table)?.Constraints ?? [];
        return after.Constraints.Where(constraint => !before.Contains(constraint)).SelectMany(constraint => constraint is UniqueConstraint unique
            ? AddUniquePlan.Built(operation.Table, unique, unique.Name!)
            : Steps.Validated(operation.Table, constraint is ForeignKey key ? context.Physical(key) : constraint, constraint.Name!)).ToValueList();
    }

    private static Expression IsNull(string column) => new($"{Postgres.PostgresIdentifier.Quote(column)} IS NULL") { Columns = [column] };
}
