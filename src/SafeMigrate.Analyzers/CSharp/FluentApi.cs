using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>What the interpreter must know of the library that the migrations are written for.</summary>
internal abstract class FluentApi
{
    /// <summary>The root that a member of the migration class stands for (<c>Create</c>), or null.</summary>
    public abstract Root? Member(string name);

    /// <summary>What a parameter of the migration's method stands for (<c>migrationBuilder</c>), or null.</summary>
    public abstract Value? Parameter(ParameterSyntax parameter);

    /// <summary>The root that a call on the migration or on a root gives: <c>IfDatabase("postgres")</c>; null for an ordinary call.</summary>
    public virtual RootCall? Root(string name, IReadOnlyList<Argument> arguments, Interpreter interpreter) => null;

    /// <summary>The value of a property of a root (<c>migrationBuilder.ActiveProvider</c>, <c>IfDatabase("x").Create</c>), or null.</summary>
    public virtual Value? Property(Root root, string name, Location place) => null;

    /// <summary>The value of a question to a root (<c>migrationBuilder.IsNpgsql()</c>), or null.</summary>
    public virtual Value? Answer(Root root, string method) => null;

    /// <summary>What a chain comes to behind its last call where that is no longer a chain (<c>Exists()</c>), or null.</summary>
    public virtual Value? Result(Chain chain) => null;

    /// <summary>True for a method of the library's base class that does nothing by itself: <c>base.Up()</c>.</summary>
    public virtual bool IsOwnMethod(string name) => name is "Up" or "Down" or "BuildTargetModel";

    /// <summary>The delegate of a chain whose last call gives it a connection (<c>Execute.WithConnection</c>), or null.</summary>
    public virtual Function? CodeOnConnection(Chain chain) => null;

    /// <summary>True for the simple name of a type that the chains of the library have while they are built.</summary>
    public abstract bool IsBuilder(string type);

    /// <summary>True for the name of a base class that makes a class a migration.</summary>
    public abstract bool IsMigrationBase(string name);
}

/// <summary>The outcome of a call that gives a root.</summary>
/// <param name="Root">The root.</param>
/// <param name="Doubt">Why it is not known whether what follows runs; null where it is known.</param>
internal sealed record RootCall(Root Root, string? Doubt);
