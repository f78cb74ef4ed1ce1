namespace SafeMigrate.Rules;

/// <summary>The judges for paths of several configurations: those that a configuration gives the same values share one.</summary>
internal sealed class Judges(LintOptions options)
{
    private readonly bool knowsSizes = options.Schema.Tables.Any(table => table.EstimatedRows is not null);
    private readonly Dictionary<object, Judge> byScope = [];

    public Judge For(Migration migration)
    {
        if (options.ConfigurationScope(migration.Source.Path) is not { } scope)
            return Create(migration);
        return byScope.TryGetValue(scope, out var known) && known.Dialect == migration.Dialect ? known : byScope[scope] = Create(migration);
    }

    private Judge Create(Migration migration) =>
        new(options.Rules, new LintConfiguration(options, migration.Source.Path), migration.Dialect, knowsSizes);
}
