using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A domain that forbids something is tested on every row by writing it.</summary>
internal sealed class SM0106AddColumnConstrainedDomain : Rule<AddColumn>
{
    public override string Id => "SM0106";
    public override string Name => "add-column-constrained-domain";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN of a domain with constraints rewrites the table";
    public override string Why => """
        Even without a default, PostgreSQL up to version 18 writes every row anew to test the NULL in it against the domain, and builds
        all indexes, while reads and writes wait. A domain without constraints is free.
        """;
    public override string Instead =>
        "Add the column with the domain's base type and put the condition into a table CHECK ... NOT VALID, validated later";
    public override string Bad => """
        CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
        -- next migration
        ALTER TABLE users ADD COLUMN mail email;
        """;
    public override string Good => """
        ALTER TABLE users ADD COLUMN mail text;
        ALTER TABLE users ADD CONSTRAINT mail_valid CHECK (mail LIKE '%@%') NOT VALID;
        -- next migration
        ALTER TABLE users VALIDATE CONSTRAINT mail_valid;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        if (ColumnLocks.IsConstrainedDomain(operation.Column, context.Schema))
            yield return Found(operation, $"Testing the domain {operation.Column.Type} for every row rewrites {operation.Table} while reads and writes wait");
    }
}
