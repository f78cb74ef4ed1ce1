using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Original = Microsoft.EntityFrameworkCore.Migrations.Migration;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>
/// Remembers the migrations that a context has begun to apply: the generator is given operations only, and the name, the way and the attributes of
/// their migration decide how they are judged.
/// </summary>
internal sealed class JudgedMigrations(IMigrationsAssembly inner) : IMigrationsAssembly
{
    private readonly List<Original> created = [];

    public IReadOnlyDictionary<string, TypeInfo> Migrations => inner.Migrations;

    public ModelSnapshot? ModelSnapshot => inner.ModelSnapshot;

    public Assembly Assembly => inner.Assembly;

    /// <summary>What ran before in the same update: a table that it created has no rows and no readers yet.</summary>
    public List<Statement> Earlier { get; } = [];

    public string? FindMigrationId(string nameOrId) => inner.FindMigrationId(nameOrId);

    public Original CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = inner.CreateMigration(migrationClass, activeProvider);
        created.Add(migration);
        return migration;
    }

    /// <summary>
    /// True for the operations of a migration's way forward; false for its way back, which is not judged, because it runs in an incident, and for
    /// the tables of EF Core itself.
    /// </summary>
    public bool TryFind(IReadOnlyList<MigrationOperation> operations, [NotNullWhen(true)] out Original? migration)
    {
        migration = created.Find(each => ReferenceEquals(each.UpOperations, operations));
        return migration is not null;
    }
}
