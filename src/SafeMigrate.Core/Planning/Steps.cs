using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Sequences of steps that several plans are made of.</summary>
internal static class Steps
{
    /// <summary>
    /// NOT NULL without a scan under a lock: a CHECK that holds for new rows at once, its validation while reads and writes go on, then
    /// SET NOT NULL, which trusts the validated CHECK (PostgreSQL 12+).
    /// </summary>
    public static ValueList<Step> NotNull(QualifiedName table, string column, string check)
    {
        // The CHECK is gone in the end, so NOT NULL itself tells that the first two steps were done.
        var sign = new SetNotNull(table, column);
        var condition = new Expression($"{Postgres.PostgresIdentifier.Quote(column)} IS NOT NULL") { Columns = [column], ProvesNotNull = [column] };
        return
        [
            new Step($"refuse new NULLs in {table}.{column}", [new AddCheck(table, new CheckConstraint(check, condition) { NotValid = true })]) { Sign = sign },
            new Step($"check the rows of {table} while reads and writes go on", [new ValidateConstraint(table, check)]) { Sign = sign },
            new Step($"make {table}.{column} NOT NULL, which trusts the check", [sign, new DropConstraint(table, check) { IfExists = true }]),
        ];
    }

    /// <summary>A constraint in two steps: it holds for new rows at once, and old rows are checked while reads and writes go on.</summary>
    public static ValueList<Step> Validated(QualifiedName table, Constraint constraint, string name) =>
    [
        new Step($"add {name}, for new rows only", [AddConstraint.Of(table, constraint with { Name = name, NotValid = true })]),
        new Step($"check the rows of {table} while reads and writes go on", [new ValidateConstraint(table, name)]),
    ];

    /// <summary>Statements that have nothing to do with the columns need not pay for their trigger any more.</summary>
    public static IEnumerable<Step> Fitted(ColumnSync sync) => sync.IsPlain
        ? [Of("let the trigger fire only for statements that name its columns", new LockTable(sync.Table, "ShareRowExclusiveLock"), new FitSync(sync))]
        : [];

    /// <summary>The column without its constraints: those that may stand with it in one statement would be checked under its lock.</summary>
    public static Column Bare(Column column) => column with { Constraints = [], NotNull = false, NotNullName = null, Default = null, Identity = null, ExistingRows = null };

    /// <summary>Statistics of a column that the server knows nothing about yet, or no longer.</summary>
    public static Step Analyze(QualifiedName table, string column) =>
        Of($"gather statistics of {table}.{column}", new RunSql($"ANALYZE {Postgres.PostgresWriter.Name(table)} ({Postgres.PostgresIdentifier.Quote(column)})"));

    /// <summary>
    /// As written, before the deploy: for a table of the same migration, which has no rows and which no old version knows. The way back is the table's.
    /// </summary>
    public static Plan AtOnce(Operation operation, string why) => new([])
    {
        Strategy = $"As written, before the deploy: {why}",
        Expand = [Of("as written", operation)],
    };

    /// <summary>The end of what is built on one partition after the other.</summary>
    public static Step Whole(QualifiedName index) => Of($"look that {index} is whole", new RequireWholeIndex(index));

    /// <summary>After the hold time nobody will ask any more how something was.</summary>
    public static Step Forgotten(KeepDefinition keep) =>
        Of("forget how it was", new DropTable(new QualifiedName(Postgres.PostgresWriter.OwnSchema, keep.Key)) { IfExists = true });

    /// <summary>Nobody uses the table, its partitions and children aside, from here to the end of the transaction: what is done to several tables is done in one moment.</summary>
    public static LockTable Locked(QualifiedName table) => new(table, "AccessExclusiveLock") { Only = true };

    /// <summary>The application's triggers do not fire, or do again: they see a write at the table that has the name.</summary>
    public static RunSql UserTriggers(QualifiedName table, string change) => new($"ALTER TABLE {Postgres.PostgresWriter.Name(table)} {change} TRIGGER USER");

    /// <summary>A table that is out of sight must not hold rows of its parents: its foreign keys go, and the way back adds them again.</summary>
    public static ValueList<Step> LetGo(Table table, Operation sign) => table.Constraints.OfType<ForeignKey>()
        .Select(key => Of($"let go of {key.ReferencedTable}, whose rows the old {table.Name} would hold", new DropConstraint(table.Name, key.Name!) { IfExists = true }) with { Sign = sign }).ToValueList();

    /// <summary>The foreign keys of a table that is back.</summary>
    public static ValueList<Step> HoldAgain(Table table) => table.Constraints.OfType<ForeignKey>().SelectMany(key => Validated(table.Name, key, key.Name!)).ToValueList();

    /// <summary>One step of its operations.</summary>
    public static Step Of(string title, params Operation[] operations) => new(title, operations.ToValueList());
}
