using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SafeMigrate.Analyzers;
using SafeMigrate.Analyzers.CodeFixes;

namespace SafeMigrate.Tests.Analyzers;

public class CodeFixTests
{
    [Fact]
    public async Task An_index_is_built_concurrently_outside_a_transaction()
    {
        var changed = await Fix(new ConcurrentIndexFix(), "SM0501", """Create.Index("ix").OnTable("orders").OnColumn("total").Ascending();""");

        var text = (await changed.GetTextAsync()).ToString();
        Assert.Contains("using FluentMigrator.Postgres;", text);
        Assert.Contains("[Migration(1, TransactionBehavior.None)]", text);
        Assert.Contains(".Ascending().WithOptions().AsConcurrently();", text);
        Assert.DoesNotContain(await Diagnostics(changed), diagnostic => diagnostic.Id is "SM0501" or "SM0504" || diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task An_index_beside_other_statements_is_left_alone() => Assert.Empty(await Offered(
        new ConcurrentIndexFix(), Project("""Create.Index("ix").OnTable("orders").OnColumn("total"); Delete.Table("x");"""), "SM0501"));

    [Fact]
    public async Task A_finding_is_suppressed_with_a_reason()
    {
        var changed = await Fix(new SuppressionFix(), "SM0214", """Rename.Column("total").OnTable("orders").To("amount");""");

        Assert.Contains("// safemigrate:ignore SM0214 " + SuppressionFix.Reason, (await changed.GetTextAsync()).ToString());
        Assert.DoesNotContain(await Diagnostics(changed), diagnostic => diagnostic.Id is "SM0214" or "SM0001" or "SM0002");
    }

    [Fact]
    public async Task A_foreign_key_is_added_not_valid_and_validated_in_the_next_migration()
    {
        var changed = await Fix(new NotValidForeignKeyFix(), "SM0405", """
            Create.ForeignKey("fk").FromTable("orders").ForeignColumn("customer").ToTable("customers").InSchema("crm").PrimaryColumn("id").OnDelete(System.Data.Rule.Cascade);
            """);

        var text = (await changed.GetTextAsync()).ToString();
        Assert.Contains("""ALTER TABLE ""orders"" ADD CONSTRAINT ""fk"" FOREIGN KEY (""customer"") REFERENCES ""crm"".""customers"" (""id"") ON DELETE CASCADE NOT VALID""", text);
        Assert.Contains("[Migration(2)]", text);
        Assert.Contains(""""Execute.Sql(@"ALTER TABLE ""orders"" VALIDATE CONSTRAINT ""fk""");"""", text);
        Assert.DoesNotContain(await Diagnostics(changed), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "SM0405" or "SM0409" or "SM0411");
    }

    [Fact]
    public async Task A_constraint_is_validated_in_a_migration_of_its_own()
    {
        var changed = await Fix(new SplitMigrationFix(), "SM0409", """
            Execute.Sql("ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID");
                    Execute.Sql("ALTER TABLE orders VALIDATE CONSTRAINT positive");
            """);

        var text = (await changed.GetTextAsync()).ToString();
        Assert.Contains("public class MAfterwards : ForwardOnlyMigration", text);
        Assert.DoesNotContain(await Diagnostics(changed), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "SM0409" or "SM0410" or "SM0411");
    }

    [Fact]
    public async Task What_the_running_version_needs_is_dropped_in_a_contract_migration()
    {
        var changed = await Fix(new SplitMigrationFix(), "SM0201", """
            Create.Column("amount").OnTable("orders").AsInt32().Nullable();
                    Delete.Column("total").FromTable("orders");
            """);

        Assert.Contains("public class MContract : ForwardOnlyMigration", (await changed.GetTextAsync()).ToString());
        Assert.DoesNotContain(await Diagnostics(changed), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static async Task<Document> Fix(CodeFixProvider provider, string id, string up)
    {
        var document = Project(up);
        var action = Assert.Single(await Offered(provider, document, id));
        var operation = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        return operation.ChangedSolution.GetDocument(document.Id)!;
    }

    private static async Task<List<CodeAction>> Offered(CodeFixProvider provider, Document document, string id)
    {
        var actions = new List<CodeAction>();
        var diagnostic = (await Diagnostics(document)).First(each => each.Id == id);
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        return actions;
    }

    private static async Task<IReadOnlyList<Diagnostic>> Diagnostics(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        return [.. await compilation.WithAnalyzers([new MigrationAnalyzer()]).GetAllDiagnosticsAsync()];
    }

    private static Document Project(string up)
    {
        var project = new AdhocWorkspace().AddProject("Shop", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .AddMetadataReferences(Analyze.References);
        return project.AddDocument("Stub.cs", FluentMigratorStub.Code).Project.AddDocument("M.cs", Analyze.Class(up), filePath: "M.cs");
    }
}
