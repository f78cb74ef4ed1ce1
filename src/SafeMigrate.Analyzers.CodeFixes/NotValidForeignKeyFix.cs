using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CodeFixes;

/// <summary>
/// Adds a foreign key NOT VALID, which FluentMigrator has no call for, and validates it in a migration that follows. Offered where all names are in
/// the chain itself.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotValidForeignKeyFix)), Shared]
public sealed class NotValidForeignKeyFix : CodeFixProvider
{
    private const string Title = "Add the foreign key NOT VALID, and validate it in the next migration";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("SM0405");

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement
            || statement.Parent is not BlockSyntax { Parent: MethodDeclarationSyntax { Identifier.Text: "Up", Parent: ClassDeclarationSyntax migration } }
            || FollowingMigration.VersionOf(migration) is null || Key.Of(statement.Expression) is not { } key)
        {
            return;
        }

        context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(Apply(context.Document, root, migration, statement, key)), Title), context.Diagnostics);
    }

    private static Document Apply(Document document, SyntaxNode root, ClassDeclarationSyntax migration, ExpressionStatementSyntax statement, Key key)
    {
        var changed = migration.ReplaceNode(statement, statement.WithExpression(SyntaxFactory.ParseExpression(Execute(key.Add))));
        return FollowingMigration.Add(document, root, migration, changed, FollowingMigration.Make(migration, "Validated", [Execute(key.Validate) + ";"]));
    }

    private static string Execute(string sql) => $"Execute.Sql(@\"{sql.Replace("\"", "\"\"")}\")";

    /// <summary>Create.ForeignKey("name").FromTable("t").ForeignColumn("c").ToTable("p").PrimaryColumn("id").OnDelete(Rule.Cascade)</summary>
    private sealed record Key(string Name, string Table, List<string> Columns, string Parent, List<string> ParentColumns, string Actions)
    {
        public string Add => $"ALTER TABLE {Table} ADD CONSTRAINT {Quote(Name)} FOREIGN KEY ({string.Join(", ", Columns.Select(Quote))}) "
            + $"REFERENCES {Parent} ({string.Join(", ", ParentColumns.Select(Quote))}){Actions} NOT VALID";

        public string Validate => $"ALTER TABLE {Table} VALIDATE CONSTRAINT {Quote(Name)}";

        public static Key? Of(ExpressionSyntax chain)
        {
            var calls = chain.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax).Reverse()
                .Select(call => (Name: ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.Text, Values: call.ArgumentList.Arguments.Select(Text).ToList(), call)).ToList();
            var (name, from, to) = (calls.FindIndex(call => call.Name == "ForeignKey"), calls.FindIndex(call => call.Name == "FromTable"), calls.FindIndex(call => call.Name == "ToTable"));
            if (name != 0 || from < 0 || to < from || calls[0].Values is not [{ } given] || calls.Any(call => !call.Name.StartsWith("On", StringComparison.Ordinal) && call.Values.Contains(null)))
                return null;
            var (columns, parentColumns) = (Names("ForeignColumn"), Names("PrimaryColumn"));
            return columns.Count == 0 || parentColumns.Count == 0 ? null : new Key(given, TableAt(from), columns, TableAt(to), parentColumns, string.Concat(calls.Select(Action)));

            List<string> Names(string call) => [.. calls.Where(each => each.Name == call || each.Name == call + "s").SelectMany(each => each.Values).OfType<string>()];

            string TableAt(int at) => at + 1 < calls.Count && calls[at + 1] is { Name: "InSchema", Values: [{ } schema] } ? Quote(schema) + "." + Quote(calls[at].Values[0]!) : Quote(calls[at].Values[0]!);
        }

        private static string? Text(ArgumentSyntax argument) => (argument.Expression as LiteralExpressionSyntax)?.Token.Value as string;

        private static string Action((string Name, List<string?> Values, InvocationExpressionSyntax Call) call)
        {
            if (call.Name is not ("OnDelete" or "OnUpdate"))
                return "";
            var rule = call.Call.ArgumentList.Arguments.FirstOrDefault()?.ToString() ?? "";
            var action = rule.Substring(rule.LastIndexOf('.') + 1) switch { "Cascade" => "CASCADE", "SetNull" => "SET NULL", "SetDefault" => "SET DEFAULT", _ => "NO ACTION" };
            return $" {(call.Name == "OnDelete" ? "ON DELETE" : "ON UPDATE")} {action}";
        }

        private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"") + "\"";
    }
}
