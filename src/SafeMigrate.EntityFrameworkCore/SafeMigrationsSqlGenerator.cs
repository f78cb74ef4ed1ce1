using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>Judges what the provider's generator makes of a migration, before any of it runs.</summary>
internal sealed class SafeMigrationsSqlGenerator(
    IMigrationsSqlGenerator inner,
    MigrationsSqlGeneratorDependencies dependencies,
    IMigrationsAssembly assembly,
    IDbContextOptions contextOptions,
    IDiagnosticsLogger<DbLoggerCategory.Migrations> log) : IMigrationsSqlGenerator
{
    private readonly SafeMigrateOptions options = contextOptions.FindExtension<SafeMigrateExtension>()!.Options;

    public IReadOnlyList<MigrationCommand> Generate(
        IReadOnlyList<MigrationOperation> operations, IModel? model = null, MigrationsSqlGenerationOptions generation = MigrationsSqlGenerationOptions.Default)
    {
        var commands = inner.Generate(operations, model, generation);
        if (assembly is not JudgedMigrations migrations || !migrations.TryFind(operations, out var migration))
            return commands;

        // A script is for review, often of the whole history, and blocks of an idempotent one are functions, in which nothing can be concurrent.
        var script = generation.HasFlag(MigrationsSqlGenerationOptions.Script);
        var earlier = script ? [] : migrations.Earlier;
        var sql = commands.Select(command => new SqlCommand(command.CommandText, command.TransactionSuppressed)).ToList();
        if (options.OnUnsafe == UnsafeOperations.UseSafeForm && !generation.HasFlag(MigrationsSqlGenerationOptions.Idempotent) && Safe(sql, earlier) is { } safe)
            (sql, commands) = (safe, Commands(safe));
        if (!script)
            Check(new Judge(options, migration), migrations, sql);
        return commands;
    }

    private void Check(Judge judge, JudgedMigrations migrations, List<SqlCommand> sql)
    {
        var statements = Judge.Statements(sql).ToList();
        var findings = judge.Findings(migrations.Earlier, statements);
        var errors = findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (errors.Count > 0 && options.OnUnsafe != UnsafeOperations.Warn)
            throw new UnsafeMigrationException(judge.Id, errors, judge.Message(errors));
        if (findings.Count > 0)
            FindingsLog.Warn(log, judge.Message(findings));
        migrations.Earlier.AddRange(statements);
    }

    // Null where everything can stay as it is.
    private List<SqlCommand>? Safe(List<SqlCommand> commands, IReadOnlyList<Statement> earlier)
    {
        var created = earlier.Concat(Judge.Statements(commands)).SelectMany(statement => statement.Operations).OfType<CreateTable>().Select(create => Key(create.Table)).ToHashSet();
        var (safe, changed) = (new List<SqlCommand>(), false);
        foreach (var command in commands)
        {
            var forms = command.OutsideTransaction ? [] : Judge.Statements([command])
                .Select(statement => (Statement: statement, Form: SafeForm.Of(statement, table => created.Contains(Key(table)), options.PostgresVersion))).ToList();
            if (forms.All(each => each.Form is null))
                safe.Add(command);
            else
                safe.AddRange(forms.SelectMany(each => each.Form ?? [new SqlCommand(each.Statement.Location.Source.Slice(each.Statement.Location.Span), false)]));
            changed |= forms.Any(each => each.Form is not null);
        }

        return changed ? safe : null;
    }

    private IReadOnlyList<MigrationCommand> Commands(List<SqlCommand> commands)
    {
        var builder = new MigrationCommandListBuilder(dependencies);
        foreach (var command in commands)
            builder.Append(command.Sql.TrimEnd().EndsWith(';') ? command.Sql : command.Sql + ";").EndCommand(command.OutsideTransaction);
        return builder.GetCommandList();
    }

    private static QualifiedName Key(QualifiedName table) => table with { Schema = table.Schema ?? "public" };
}
