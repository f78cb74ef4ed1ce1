using FluentMigrator.Runner.VersionTableInfo;

namespace Shop.Migrations;

/// <summary>What has been applied is kept in ops.schema_versions; safemigrate.json tells SafeMigrate the same.</summary>
[VersionTableMetaData]
public class SchemaVersions : IVersionTableMetaData
{
    public bool OwnsSchema => true;

    public string SchemaName => "ops";

    public string TableName => "schema_versions";

    public string ColumnName => "version";

    public string DescriptionColumnName => "description";

    public string AppliedOnColumnName => "applied_on";

    public string UniqueIndexName => "schema_versions_version";

    public bool CreateWithPrimaryKey => false;
}
