using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // Schemas, sequences and extensions that a call of C# makes; SQL keeps its own words for them.
    private static string? ObjectStatement(Operation operation) => operation switch
    {
        CreateSchema create => $"CREATE SCHEMA {If(create.IfNotExists, "IF NOT EXISTS ")}{Quote(create.Schema)}",
        InstallExtension { Update: false } install => $"CREATE EXTENSION {If(install.IfNotExists, "IF NOT EXISTS ")}{Quote(install.Extension)}"
            + If(install.Version is not null, $" VERSION {Literal(install.Version)}"),
        CreateSequence create => $"CREATE SEQUENCE {If(create.IfNotExists, "IF NOT EXISTS ")}{Name(create.Sequence)} {create.Options}".TrimEnd(),
        AlterSequence alter => $"ALTER SEQUENCE {If(alter.IfExists, "IF EXISTS ")}{Name(alter.Sequence)} {alter.Options}",
        DropObject { Kind: ObjectKind.Schema or ObjectKind.Sequence } drop =>
            $"DROP {Kind(drop.Kind)} {If(drop.IfExists, "IF EXISTS ")}{Name(drop.Object)}{If(drop.Cascade, " CASCADE")}",
        RenameObject { Kind: ObjectKind.Schema or ObjectKind.Sequence } rename => $"ALTER {Kind(rename.Kind)} {Name(rename.Object)} RENAME TO {Quote(rename.NewName)}",
        MoveObject { Kind: ObjectKind.Sequence } move => $"ALTER SEQUENCE {Name(move.Object)} SET SCHEMA {Quote(move.NewSchema)}",
        _ => null,
    };

    private static string Kind(ObjectKind kind) => kind.ToString().ToUpperInvariant();
}
