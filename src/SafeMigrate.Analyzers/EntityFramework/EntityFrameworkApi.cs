using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.EntityFramework;

/// <summary>What starts a call in an EF Core migration: its <c>MigrationBuilder</c>.</summary>
internal sealed class EntityFrameworkApi(Dialect dialect) : FluentApi
{
    public const string Builder = "migrationBuilder";

    public override Root? Member(string name) => null;

    public override Value? Parameter(ParameterSyntax parameter) =>
        parameter.Type is { } type && Names.Simple(type) == "MigrationBuilder" ? new Root(Builder, emits: true) : null;

    public override Value? Property(Root root, string name, Location place) => root.Name == Builder && name == "ActiveProvider"
        ? Text.At(dialect == Dialect.Postgres ? "Npgsql.EntityFrameworkCore.PostgreSQL" : "Microsoft.EntityFrameworkCore.SqlServer", place)
        : null;

    public override Value? Answer(Root root, string method) => method switch
    {
        "IsNpgsql" => Value.Bool(dialect == Dialect.Postgres),
        "IsSqlServer" => Value.Bool(dialect == Dialect.SqlServer),
        "IsSqlite" or "IsMySql" or "IsOracle" or "IsInMemory" => Value.False,
        _ => null,
    };

    public override bool IsBuilder(string type) =>
        type is "OperationBuilder" or "MigrationBuilder" or "AlterOperationBuilder" or "CreateTableBuilder" or "ColumnsBuilder" or "MigrationOperation";

    public override bool IsMigrationBase(string name) => name == "Migration";
}
