namespace SafeMigrate.Tests.Assemblies;

/// <summary>Two assemblies with those public members of FluentMigrator 6 to 9 that its migrations are run through.</summary>
internal static class FluentMigratorShape
{
    public const string Abstractions = """
        namespace FluentMigrator
        {
            public enum TransactionBehavior { Default, None }
            public enum SystemMethods { NewGuid, CurrentDateTime }
            public class MigrationAttribute : Attribute
            {
                public MigrationAttribute(long version, TransactionBehavior behavior = TransactionBehavior.Default) { Version = version; TransactionBehavior = behavior; }
                public long Version { get; }
                public TransactionBehavior TransactionBehavior { get; }
            }
            public interface IQuerySchema
            {
                string DatabaseType { get; }
                IList<string> DatabaseTypeAliases { get; }
                bool TableExists(string schema, string table);
            }
            public interface IMigrationProcessor : IQuerySchema { void Process(object expression); }
            public interface IMigration
            {
                void GetUpExpressions(Infrastructure.IMigrationContext context);
                void GetDownExpressions(Infrastructure.IMigrationContext context);
            }
        }

        namespace FluentMigrator.Infrastructure
        {
            public interface IMigrationContext
            {
                ICollection<object> Expressions { get; }
                FluentMigrator.IQuerySchema QuerySchema { get; }
            }
        }

        namespace FluentMigrator.Model
        {
            public class UndefinedDefaultValue { }
            public class ColumnDefinition
            {
                public string Name { get; set; }
                public System.Data.DbType? Type { get; set; }
                public int? Size { get; set; }
                public int? Precision { get; set; }
                public string CustomType { get; set; }
                public object DefaultValue { get; set; } = new UndefinedDefaultValue();
                public bool? IsNullable { get; set; }
                public bool IsIdentity { get; set; }
                public bool IsPrimaryKey { get; set; }
                public string PrimaryKeyName { get; set; }
            }
            public class IndexColumnDefinition { public string Name { get; set; } public string Direction { get; set; } = "Ascending"; }
            public class IndexDefinition
            {
                public string Name { get; set; }
                public string SchemaName { get; set; }
                public string TableName { get; set; }
                public bool IsUnique { get; set; }
                public List<IndexColumnDefinition> Columns { get; } = new();
            }
            public class PostgresConcurrently { public bool IsConcurrently { get; set; } }
            public class ForeignKeyDefinition
            {
                public string Name { get; set; }
                public string ForeignTable { get; set; }
                public string PrimaryTable { get; set; }
                public List<string> ForeignColumns { get; } = new();
                public List<string> PrimaryColumns { get; } = new();
                public System.Data.Rule OnDelete { get; set; }
            }
        }

        namespace FluentMigrator.Expressions
        {
            using FluentMigrator.Model;
            public class CreateTableExpression { public string SchemaName { get; set; } public string TableName { get; set; } public List<ColumnDefinition> Columns { get; } = new(); }
            public class CreateColumnExpression { public string SchemaName { get; set; } public string TableName { get; set; } public ColumnDefinition Column { get; set; } }
            public class AlterColumnExpression { public string SchemaName { get; set; } public string TableName { get; set; } public ColumnDefinition Column { get; set; } }
            public class AlterDefaultConstraintExpression { public string TableName { get; set; } public string ColumnName { get; set; } public object DefaultValue { get; set; } }
            public class CreateIndexExpression { public IndexDefinition Index { get; set; } public Dictionary<string, object> AdditionalFeatures { get; } = new(); }
            public class CreateForeignKeyExpression { public ForeignKeyDefinition ForeignKey { get; set; } }
            public class DeleteTableExpression { public string SchemaName { get; set; } public string TableName { get; set; } public bool IfExists { get; set; } }
            public class DeleteColumnExpression { public string TableName { get; set; } public List<string> ColumnNames { get; } = new(); }
            public class RenameColumnExpression { public string TableName { get; set; } public string OldName { get; set; } public string NewName { get; set; } }
            public class InsertDataExpression { public string TableName { get; set; } public List<List<KeyValuePair<string, object>>> Rows { get; } = new(); }
            public class UpdateDataExpression { public string TableName { get; set; } public List<KeyValuePair<string, object>> Set { get; set; } public List<KeyValuePair<string, object>> Where { get; set; } public bool IsAllRows { get; set; } }
            public class ExecuteSqlStatementExpression { public string SqlStatement { get; set; } }
            public class PerformDBOperationExpression { }
            public class MagicExpression { }
        }
        """;

    public const string Library = """
        namespace FluentMigrator.Infrastructure
        {
            public class MigrationContext : IMigrationContext
            {
                public MigrationContext(FluentMigrator.IQuerySchema schema, IServiceProvider services, string connection) { QuerySchema = schema; }
                public ICollection<object> Expressions { get; set; } = new List<object>();
                public FluentMigrator.IQuerySchema QuerySchema { get; }
            }
        }

        namespace FluentMigrator
        {
            public abstract class Migration : IMigration
            {
                private Infrastructure.IMigrationContext context;
                protected bool Exists(string table) => context.QuerySchema.TableExists("", table);
                protected bool IsFor(string database) => context.QuerySchema is IMigrationProcessor && context.QuerySchema.DatabaseTypeAliases.Append(context.QuerySchema.DatabaseType).Contains(database);
                protected void Add(object expression) => context.Expressions.Add(expression);
                public abstract void Up();
                public virtual void Down() => throw new NotImplementedException();
                public void GetUpExpressions(Infrastructure.IMigrationContext context) { this.context = context; Up(); }
                public void GetDownExpressions(Infrastructure.IMigrationContext context) { this.context = context; Down(); }
            }
        }
        """;
}
