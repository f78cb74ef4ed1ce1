namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>Two classes with one version: FluentMigrator refuses to start, so the second one is no migration.</summary>
internal static class Versions
{
    public static IEnumerable<Migration> MarkDuplicates(IEnumerable<Migration> migrations)
    {
        var seen = new Dictionary<string, Migration>();
        foreach (var migration in migrations)
        {
            if (!seen.TryGetValue(migration.Version, out var first))
            {
                seen.Add(migration.Version, migration);
                yield return migration;
                continue;
            }

            var place = migration.Statements.FirstOrDefault()?.Location ?? new Location(migration.Source, default);
            var error = $"Version {migration.Version} of {migration.Name} is also the version of {first.Name} in {first.Source.Path}; give one of them another";
            yield return migration with { Statements = [new Statement(place, "Migration", [new Unreadable(error) { Location = place }]), .. migration.Statements] };
        }
    }
}
