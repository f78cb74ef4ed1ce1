using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>What an expression of a migration comes to, as far as the source tells.</summary>
internal abstract class Value
{
    public static readonly Value Null = new Literal(null);
    public static readonly Value True = new Literal(true);
    public static readonly Value False = new Literal(false);

    public static Value Bool(bool value) => value ? True : False;
}

/// <summary>Cannot be known from the source. <paramref name="reason"/> goes behind "because", without a full stop.</summary>
internal class Unknown(string reason) : Value
{
    public string Reason => reason;

    /// <summary>The type of the files that it is declared as, so that its methods can be followed; null where that is not known either.</summary>
    public CSharpType? Type { get; init; }

    /// <summary>The name of a script that the unknown text was asked for by: <c>Read("seed.sql")</c>; null for none.</summary>
    public string? Script { get; init; }
}

/// <summary>A string with parts that are not known, which stand in it as values: <c>... WHERE "Id" = $1</c>.</summary>
/// <param name="text">With <see cref="Hole"/> for each such part.</param>
/// <param name="reason">Of the first of them.</param>
internal sealed class PartialText(Text text, string reason) : Unknown(reason)
{
    /// <summary>A parameter to PostgreSQL, and an amount of money to SQL Server: a value to both.</summary>
    public const string Hole = "$1";

    public Text Text => text;
}

/// <summary>A connection, transaction or command that code of the migration got from the library, and what it made of it.</summary>
internal sealed class Connection : Value;

/// <summary>null, a bool, a number, a char, a DateTime or a Guid.</summary>
internal sealed class Literal(object? of) : Value
{
    public object? Of => of;

    public override string ToString() => System.Convert.ToString(of, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>An enum member or another name that stands for itself: <c>SystemMethods.NewGuid</c>, <c>Rule.Cascade</c>.</summary>
internal sealed class Symbol(string name) : Value
{
    /// <summary>True for a member of an enum in the files.</summary>
    public bool IsEnumMember { get; init; }

    /// <summary>As written, without namespaces that cannot be told from types.</summary>
    public string Name => name;

    public string Member => name.Substring(name.LastIndexOf('.') + 1);

    public override string ToString() => name;
}

/// <summary>An array, list or other sequence.</summary>
internal sealed class Items(IReadOnlyList<Value> values) : Value
{
    public List<Value> Values { get; } = [.. values];

    /// <summary>In how many branches and loops that are not certain it was made.</summary>
    public int Doubts { get; init; }

    /// <summary>Why its items are not known; null where they are.</summary>
    public Unknown? Lost { get; set; }
}

/// <summary>A <c>StringBuilder</c>.</summary>
/// <param name="doubts">In how many branches and loops that are not certain it was made.</param>
internal sealed class TextBuilder(int doubts) : Value
{
    public List<Text> Parts { get; } = [];

    public int Doubts => doubts;

    /// <summary>Why its text is not known; null where it is.</summary>
    public Unknown? Lost { get; set; }
}

/// <summary>An anonymous object, a tuple, a dictionary, or an object with an initializer: names and values in order.</summary>
internal sealed class Fields(IEnumerable<KeyValuePair<string, Value>> values) : Value
{
    /// <summary>The class or record of the files that it is of, which may have more properties; null for one without a name.</summary>
    public CSharpType? Type { get; init; }

    public List<KeyValuePair<string, Value>> Values { get; } = [.. values];

    public Value? this[string name] => Values.Where(pair => pair.Key == name).Select(pair => pair.Value).LastOrDefault();
}

/// <summary>A call that is data: <c>RawSql.Insert("now()")</c>, <c>new DateTime(2024, 1, 1)</c> of a type whose constructor is not read.</summary>
internal sealed class Construction(string name, IReadOnlyList<Value> arguments) : Value
{
    public string Name => name;

    public IReadOnlyList<Value> Arguments => arguments;
}

/// <summary>A value that is made when the migration runs: the time, or a new Guid.</summary>
internal sealed class RunTimeValue(string name) : Value
{
    /// <summary><c>DateTime.UtcNow</c>.</summary>
    public string Name => name;
}

/// <summary>A lambda or local function with the variables it can see.</summary>
internal sealed class Function(LambdaBody body, Scope scope) : Value
{
    public LambdaBody Body => body;

    public Scope Scope => scope;
}

/// <summary>The parts of a lambda that calling it needs.</summary>
internal sealed record LambdaBody(IReadOnlyList<ParameterSyntax> Parameters, Microsoft.CodeAnalysis.SyntaxNode Body);

/// <summary>A type of the files that are read, as in <c>Tables.Orders</c>.</summary>
internal sealed class TypeValue(CSharpType type) : Value
{
    public CSharpType Type => type;
}

/// <summary>The migration itself: <c>this</c>, or a parameter that it was passed for.</summary>
internal sealed class Instance(CSharpType type, bool isMigration) : Value
{
    public CSharpType Type => type;

    /// <summary>True where <c>Create</c>, <c>Alter</c> and the like start a fluent chain.</summary>
    public bool IsMigration => isMigration;
}

/// <summary>What a fluent chain starts from: <c>Create</c>, <c>IfDatabase("postgres")</c>, <c>migrationBuilder</c>.</summary>
internal sealed class Root(string name, bool emits) : Value
{
    public string Name => name;

    /// <summary>True where a call on it changes the database; false for <c>Schema</c> and for columns in a lambda.</summary>
    public bool Emits => emits;

    /// <summary>The chains that were started from it, where somebody wants to know.</summary>
    public List<Chain>? Started { get; init; }

    /// <summary>True on what only runs for another database, so that nothing it starts is part of the migration.</summary>
    public bool IsForAnotherDatabase { get; init; }
}

/// <summary>What the catalog would have to be asked: <c>Schema.Table("x").Exists()</c>. All tests must hold.</summary>
/// <param name="tests">Empty where the tests cannot be told apart, as with ||.</param>
internal sealed class Existence(IReadOnlyList<ExistenceTest> tests) : Value
{
    public IReadOnlyList<ExistenceTest> Tests => tests;

    public Existence Not() => new(tests.Count == 1 ? [tests[0] with { MustExist = !tests[0].MustExist }] : []);
}

internal sealed record ExistenceTest(Chain Chain, bool MustExist);
