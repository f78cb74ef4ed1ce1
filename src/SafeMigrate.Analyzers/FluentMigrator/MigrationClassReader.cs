using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>Reads one class: its attributes, Up and Down.</summary>
internal sealed class MigrationClassReader(CSharpProject project, Dialect dialect, Scripts scripts)
{
    private readonly FluentMigratorApi api = new(dialect);
    private readonly HashSet<string> missingBases = [];

    /// <summary>The migration, or null for a class that is none.</summary>
    public Migration? Read(CSharpType type)
    {
        var attribute = MigrationAttribute.Find(type, project, new Interpreter(project, api));
        if (type.IsAbstract || !(attribute is not null || IsMigration(type)) || TakesBuilder(type))
            return null;
        if (attribute is null)
            return IsBaseOfAnother(type) ? null : WithoutAttribute(type);
        var up = UpOf(type);
        return new Migration(attribute.Version, type.Name, [.. SyntaxErrors.In(type), .. attribute.Problems, .. up])
        {
            Source = type.First.File.Source,
            Dialect = dialect,
            InTransaction = attribute.InTransaction,
            RunsEveryTime = attribute.RunsEveryTime,
            Tags = MigrationAttribute.Tags(project.Hierarchy(type), new Interpreter(project, api)),
            Down = project.BaseNames(type).Contains("AutoReversingMigration") ? Reversal.Of(up) : [.. Statements(type, "Down")],
        };
    }

    // The base class decides which of the methods run, and when; where it is not among the files, all that override one of its are read. That is
    // said once for each base class, and stands as a condition on what its other classes do.
    private IReadOnlyList<Statement> UpOf(CSharpType type)
    {
        if (Method(type, "Up") is not null)
            return Statements(type, "Up");
        var missing = project.BaseNames(type).FirstOrDefault(each => project.Find(each, type) is null && !api.IsMigrationBase(each));
        var read = Overrides(type).SelectMany(method => Statements(type, method)).Select(statement => statement with { Condition = statement.Condition ?? missing + ".Up()" });
        return missing is null ? [Remark(type, $"{type.Name} has no Up method")]
            : missingBases.Add(missing) || !Overrides(type).Any() ? [Remark(type, $"The base class {missing} of {type.Name} is not among the files, so it is not known what it does and when; give its file as well"), .. read]
            : [.. read];
    }

    private static Statement Remark(CSharpType type, string why)
    {
        var name = type.First.Declaration.Identifier;
        var place = type.First.File.At(name.SpanStart, name.Span.End);
        return new Statement(place, "Migration", [new Opaque(why, "") { Location = place }]);
    }

    private static IEnumerable<string> Overrides(CSharpType type) => type.Members.Select(member => member.Syntax).OfType<MethodDeclarationSyntax>()
        .Where(method => method.Modifiers.Any(SyntaxKind.OverrideKeyword) && method.ParameterList.Parameters.Count == 0
            && method.Identifier.Text.IndexOf("Down", StringComparison.Ordinal) < 0)
        .Select(method => method.Identifier.Text);

    private bool IsMigration(CSharpType type) => project.BaseNames(type).Any(api.IsMigrationBase) && Method(type, "Up") is not null;

    // EF Core's Migration has the same name; its Up takes a MigrationBuilder.
    private bool TakesBuilder(CSharpType type) => Method(type, "Up") is { } up && up.Syntax.ParameterList.Parameters.Count > 0;

    private bool IsBaseOfAnother(CSharpType type) => project.Types.Any(other => other != type && project.Hierarchy(other).Contains(type));

    private Migration WithoutAttribute(CSharpType type)
    {
        var place = type.First.File.At(type.First.Declaration.Identifier.SpanStart, type.First.Declaration.Identifier.Span.End);
        var error = $"{type.Name} has no [Migration(version)] attribute, so FluentMigrator never runs it; add one, or make the class abstract";
        return new Migration(type.Name, type.Name, [new Statement(place, "Migration", [new Unreadable(error) { Location = place }])])
        {
            Source = type.First.File.Source,
            Dialect = dialect,
            RunsEveryTime = true,
        };
    }

    private (CSharpType Owner, CSharpFile File, MethodDeclarationSyntax Syntax)? Method(CSharpType type, string name)
    {
        foreach (var owner in project.Hierarchy(type))
        {
            foreach (var (file, method) in owner.Methods(name))
            {
                if (!method.Modifiers.Any(SyntaxKind.AbstractKeyword))
                    return (owner, file, method);
            }
        }

        return null;
    }

    private IReadOnlyList<Statement> Statements(CSharpType type, string name)
    {
        if (Method(type, name) is not { } method)
            return [];
        var statements = new List<Statement>();
        foreach (var item in new Interpreter(project, api).Read(type, method.File, method.Syntax))
        {
            if (item is Chain chain)
                statements.AddRange(new ChainTranslator(chain, dialect, scripts).Translate());
            else if (item is Remark remark)
                statements.Add(new Statement(remark.Location, remark.Kind, [remark.Operation with { Location = remark.Location }]));
        }

        return [.. Repetitions.Removed(statements)];
    }
}
