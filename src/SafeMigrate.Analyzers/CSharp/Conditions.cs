namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Puts the conditions of the code onto what stands under them.</summary>
internal static class Conditions
{
    /// <summary>
    /// A statement under conditions. Where one asks whether the very thing exists that an operation makes or drops, the operation becomes one with
    /// IF [NOT] EXISTS; what is left is kept with the statement.
    /// </summary>
    public static Statement Apply(Statement statement, IReadOnlyList<Guard> guards)
    {
        var left = guards.Where(guard => !IsCarried(guard, statement.Operations)).Select(guard => guard.Text).ToList();
        var tests = guards.SelectMany(guard => guard.Tests).ToList();
        return guards.Count == 0 ? statement : statement with
        {
            Operations = [.. statement.Operations.Select(operation => tests.Aggregate(operation, Carry))],
            Condition = left.Count == 0 ? null : string.Join(" && ", left),
        };
    }

    private static bool IsCarried(Guard guard, IReadOnlyList<Operation> operations) =>
        guard.Tests.Count > 0 && guard.Tests.All(test => operations.Count == 1 && !ReferenceEquals(Carry(operations[0], test), operations[0]));

    private static Operation Carry(Operation operation, ExistenceTest test) => (operation, test.MustExist) switch
    {
        (CreateTable create, false) when IsAbout(test, "Table", create.Table.Name, null) => create with { IfNotExists = true },
        (DropTable drop, true) when IsAbout(test, "Table", drop.Table.Name, null) => drop with { IfExists = true },
        (AddColumn add, false) when IsAbout(test, "Column", add.Column.Name, add.Table.Name) => add with { IfNotExists = true },
        (DropColumn drop, true) when IsAbout(test, "Column", drop.Column, drop.Table.Name) => drop with { IfExists = true },
        (CreateIndex create, false) when IsAbout(test, "Index", create.Index.Name, create.Table.Name) => create with { IfNotExists = true },
        (DropIndex drop, true) when IsAbout(test, "Index", drop.Index.Name, null) => drop with { IfExists = true },
        (DropConstraint drop, true) when IsAbout(test, "Constraint", drop.Constraint, drop.Table.Name) => drop with { IfExists = true },
        (CreateSchema create, false) when IsAbout(test, "Schema", create.Schema, null) => create with { IfNotExists = true },
        _ => operation,
    };

    private static bool IsAbout(ExistenceTest test, string kind, string? name, string? table)
    {
        var calls = test.Chain.Calls;
        var subject = calls.Count < 2 ? null : calls[calls.Count - 2];
        return subject?.Name == kind && (subject.At(0)?.Value as Text)?.Content == name
            && (table is null || (test.Chain.Find("Table")?.At(0)?.Value as Text)?.Content == table);
    }
}
