namespace SafeMigrate.Tests.Analyzers;

/// <summary>A small stub of FluentMigrator's public types, enough to compile the migrations of the tests.</summary>
internal static class FluentMigratorStub
{
    public const string Code = """
        namespace FluentMigrator.Postgres
        {
            public static class PostgresExtensions { }
        }

        namespace FluentMigrator
        {
            using System;

            public enum TransactionBehavior { Default, None }

            [AttributeUsage(AttributeTargets.Class)]
            public class MigrationAttribute : Attribute
            {
                public MigrationAttribute(long version) { }
                public MigrationAttribute(long version, TransactionBehavior transactionBehavior) { }
            }

            public interface IMigration { }

            public abstract class Migration : IMigration
            {
                public Root Create, Alter, Delete, Rename, Execute, Update;
                public abstract void Up();
                public abstract void Down();
                public Root IfDatabase(params string[] names) => new Root();
            }

            public abstract class ForwardOnlyMigration : Migration
            {
                public sealed override void Down() => throw new NotSupportedException();
            }

            public class Root
            {
                public Chain Table(string name) => new Chain();
                public Chain Column(string name) => new Chain();
                public Chain Index(string name) => new Chain();
                public Chain ForeignKey(string name) => new Chain();
                public void Sql(string sql) { }
            }

            public class Chain
            {
                public Chain WithColumn(string name) => this;
                public Chain AddColumn(string name) => this;
                public Chain AlterColumn(string name) => this;
                public Chain OnTable(string name) => this;
                public Chain FromTable(string name) => this;
                public Chain OnColumn(string name) => this;
                public Chain To(string name) => this;
                public Chain AsInt32() => this;
                public Chain AsInt64() => this;
                public Chain AsString() => this;
                public Chain Nullable() => this;
                public Chain NotNullable() => this;
                public Chain WithOptions() => this;
                public Chain AsConcurrently() => this;
                public Chain Ascending() => this;
                public Chain ForeignColumn(string name) => this;
                public Chain ToTable(string name) => this;
                public Chain InSchema(string name) => this;
                public Chain PrimaryColumn(string name) => this;
                public Chain OnDelete(System.Data.Rule rule) => this;
                public Chain Set(object values) => this;
                public void Where(object values) { }
            }
        }
        """;
}
