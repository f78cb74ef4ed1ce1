using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers.EntityFramework;

/// <summary>Reads one class: its id, Up and Down.</summary>
internal sealed class MigrationClassReader(CSharpProject project, Dialect dialect, Scripts scripts)
{
    private readonly EntityFrameworkApi api = new(dialect);

    /// <summary>The migration, or null for a class that is none.</summary>
    public Migration? Read(CSharpType type)
    {
        if (Method(type, "Up") is not { } up)
            return null;
        return new Migration(IdOf(type, up.File), type.Name, [.. SyntaxErrors.In(type), .. Statements(type, up)])
        {
            Source = up.File.Source,
            Dialect = dialect,
            InTransaction = true,
            Down = Method(type, "Down") is { } down ? [.. Statements(type, down)] : [],
        };
    }

    // The designer file has [Migration("20240131120500_AddOrders")]; where it was not given, the file's own name is the id.
    private string IdOf(CSharpType type, CSharpFile file)
    {
        foreach (var (source, attribute) in type.Attributes.Where(each => Names.Of(each.Syntax) == "Migration"))
        {
            if (attribute.ArgumentList?.Arguments.FirstOrDefault() is { } argument
                && new Interpreter(project, api).Read(argument.Expression, source, type) is Text text)
            {
                return text.Content;
            }
        }

        var path = file.Source.Path;
        var name = path.Substring(path.LastIndexOf('/') + 1);
        return name.IndexOf('.') is > 0 and var dot ? name.Substring(0, dot) : type.Name;
    }

    private (CSharpFile File, MethodDeclarationSyntax Syntax)? Method(CSharpType type, string name)
    {
        foreach (var owner in project.Hierarchy(type))
        {
            foreach (var (file, method) in owner.Methods(name))
            {
                if (method.ParameterList.Parameters.Count == 1 && api.Parameter(method.ParameterList.Parameters[0]) is not null)
                    return (file, method);
            }
        }

        return null;
    }

    private IEnumerable<Statement> Statements(CSharpType type, (CSharpFile File, MethodDeclarationSyntax Syntax) method)
    {
        var interpreter = new Interpreter(project, api);
        var statements = new List<Statement>();
        foreach (var item in interpreter.Read(type, method.File, method.Syntax))
        {
            if (item is Chain chain)
                statements.AddRange(new MigrationBuilderTranslator(chain, dialect, interpreter, scripts).Translate());
            else if (item is Remark remark)
                statements.Add(new Statement(remark.Location, remark.Kind, [remark.Operation with { Location = remark.Location }]));
        }

        return Repetitions.Removed(statements);
    }
}
