using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateFunction(bool orReplace)
    {
        var procedure = Is(K.Procedure);
        Advance();
        var function = new CreateFunction(AnyFunctionName(), "") { Replace = orReplace, IsProcedure = procedure };
        Expect('(');
        if (!Is(')'))
            List(FunctionArgument);
        Expect(')');
        if (!procedure && Is(K.Returns))
            FunctionResult();
        var (language, body) = (default(string?), -1);
        while (!failed && FunctionOption(ref function, ref language, ref body))
        {
        }

        var statements = RoutineBody() ?? [];
        if (body >= 0 && !failed)
            statements = Inside(tokens[body], language ?? "sql");
        Add(function with { Sql = RawFrom(begin), Statements = statements.ToValueList() }, begin);
        return "CreateFunctionStmt";
    }

    private void FunctionArgument()
    {
        FunctionParameter();
        if (Accept(K.Default) || Accept('='))
            Expr();
    }

    // [mode] [name] type, where the mode may also stand behind the name.
    private void FunctionParameter()
    {
        var mode = ArgumentMode();
        if (IsTypeOrFunctionName(Now) && IsParameterName)
        {
            TakeName();
            if (!mode)
                ArgumentMode();
        }

        SkipFunctionType();
    }

    private bool ArgumentMode()
    {
        if (Accept(K.In))
        {
            Accept(K.Out);
            return true;
        }

        return Accept(K.Out) || Accept(K.Inout) || Accept(K.Variadic);
    }

    // A name is one where a type follows it.
    private bool IsParameterName
    {
        get
        {
            ref var next = ref Ahead();
            if (Is(K.Double) && next.Keyword == K.Precision)
                return false;
            return IsTypeOrFunctionName(next) || IsTypeKeyword(next.Keyword)
                || next.Keyword is K.Setof or K.In or K.Out or K.Inout or K.Variadic;
        }
    }

    // RETURNS type, or RETURNS TABLE (columns).
    private void FunctionResult()
    {
        var arguments = at;
        Advance();
        if (!Is(K.Table))
        {
            SkipFunctionType();
            return;
        }

        if (HasOutput(arguments))
            Fail("a type: a function with OUT arguments cannot return a TABLE");
        Advance();

        ParenthesisedList(() =>
        {
            if (IsTypeOrFunctionName(Now))
                TakeName();
            else
                Fail("a name");
            SkipFunctionType();
        });
    }

    // OUT and INOUT stand in front of or behind an argument's name, never in a default.
    private bool HasOutput(int end)
    {
        for (var i = begin; i < end; i++)
        {
            if (tokens[i].Keyword is K.Out or K.Inout && (tokens[i].Use & TokenUse.Name) == 0)
                return true;
        }

        return false;
    }

    private bool FunctionOption(ref CreateFunction function, ref string? language, ref int body)
    {
        if (Accept(K.As))
        {
            body = at;
            SkipString();
            if (Accept(','))
                (body, _) = (-1, StringText());
            return true;
        }

        if (Accept(K.Language))
        {
            language = WordOrString().ToLowerInvariant();
            return true;
        }

        if (Accept(K.Transform))
        {
            List(() =>
            {
                Expect(K.For, K.Type);
                SkipType();
            });
            return true;
        }

        if (Accept(K.Window))
            return true;
        var start = at;
        if (!CommonFunctionOption())
            return false;
        function = function with
        {
            NotVolatile = function.NotVolatile || tokens[start].Keyword is K.Immutable or K.Stable,
            SecurityDefiner = function.SecurityDefiner || tokens[at - 1].Keyword == K.Definer,
            SetsSearchPath = function.SetsSearchPath || (tokens[start].Keyword == K.Set && NameOf(start + 1) == "search_path"),
        };
        return true;
    }

    private bool CommonFunctionOption()
    {
        switch (Word)
        {
            case K.Called:
                Advance();
                Expect(K.On, K.Null);
                Expect(K.Input);
                return true;
            case K.Returns when Ahead().Keyword == K.Null:
                Accept(K.Returns, K.Null, K.On);
                Expect(K.Null, K.Input);
                return true;
            case K.Strict or K.Immutable or K.Stable or K.Volatile or K.Leakproof:
                Advance();
                return true;
            case K.Not:
                Advance();
                Expect(K.Leakproof);
                return true;
            case K.External or K.Security:
                Accept(K.External);
                Expect(K.Security);
                if (!Accept(K.Definer))
                    Expect(K.Invoker);
                return true;
            case K.Cost or K.Rows:
                Advance();
                Numeric();
                return true;
            case K.Support:
                Advance();
                AnyName();
                return true;
            case K.Parallel:
                Advance();
                SkipName();
                return true;
            case K.Set or K.Reset:
                SkipSetting();
                return true;
            default:
                return false;
        }
    }

    // A setting of the function is none of the session.
    private void SkipSetting()
    {
        var known = operations.Count;
        if (Is(K.Reset))
            Reset();
        else
        {
            Advance();
            SetParameterTo(local: false);
        }

        operations.RemoveRange(known, operations.Count - known);
    }

    // RETURN expression, or BEGIN ATOMIC statements END; null where there is none.
    private List<Operation>? RoutineBody()
    {
        if (Accept(K.Return))
        {
            Expr();
            return null;
        }

        if (!Is(K.Begin, K.Atomic))
            return null;
        inAtomicBody = true;
        Accept(K.Begin, K.Atomic);
        var known = operations.Count;
        var outer = begin;
        while (!failed && !Is(K.End))
        {
            begin = at;
            if (Accept(K.Return))
                Expr();
            else if (!Is(';'))
                Body();
            Expect(';');
        }

        Expect(K.End);
        inAtomicBody = failed;
        begin = outer;
        var found = operations.Skip(known).ToList();
        operations.RemoveRange(known, operations.Count - known);
        return found;
    }

    // function_with_argtypes: the arguments may be left out.
    private QualifiedName FunctionWithArguments()
    {
        var start = at;
        var mayHaveArguments = IsTypeOrFunctionName(Now) || Ahead().Symbol == '.';
        if (IsColumnName(Now) || IsTypeOrFunctionName(Now))
            TakeName();
        else
            SkipVariableName();
        while (Accept('.'))
            SkipLabel();
        var name = NameFrom(start);
        if (Is('(') && (mayHaveArguments || tokens[start].Symbol == ':'))
            FunctionTypes();
        return name;
    }

    private void FunctionTypes()
    {
        Expect('(');
        if (!Is(')'))
            List(FunctionParameter);
        Expect(')');
    }

    // aggr_args: (*), (types), (ORDER BY types), (types ORDER BY types)
    private QualifiedName AggregateWithArguments()
    {
        var name = AnyFunctionName();
        AggregateTypes();
        return name;
    }

    private void AggregateTypes()
    {
        Expect('(');
        if (!Accept('*'))
        {
            if (!Is(K.Order))
                List(AggregateParameter);
            if (Accept(K.Order, K.By))
                List(AggregateParameter);
        }

        Expect(')');
    }

    private void AggregateParameter()
    {
        var start = at;
        FunctionParameter();
        if (!failed && (Has(K.Out, start, Math.Min(start + 3, at)) || Has(K.Inout, start, Math.Min(start + 3, at))) && tokens[start].Kind == TokenKind.Word)
        {
            Return(start);
            Fail("an input argument");
        }
    }

    private string CreateAggregate()
    {
        Advance();
        AnyFunctionName();
        if (Is('(') && Ahead(2).Symbol == '=')
        {
            Definition();
            return "DefineStmt";
        }

        AggregateTypes();
        Definition();
        return "DefineStmt";
    }

    private string AlterFunction()
    {
        var kind = Is(K.Function) ? ObjectKind.Function : Is(K.Procedure) ? ObjectKind.Procedure : ObjectKind.Function;
        Advance();
        var name = FunctionWithArguments();
        if (RenameOwnerOrSchema(kind, name) is { } statement)
            return statement;
        if (IsDependsOn)
            return DependsOnExtension();
        if (!CommonFunctionOption())
            Fail("RENAME, OWNER, SET SCHEMA, DEPENDS or an option of a function");
        while (!failed && CommonFunctionOption())
        {
        }

        Accept(K.Restrict);
        return "AlterFunctionStmt";
    }

    private string Do()
    {
        Advance();
        var (language, body) = ("plpgsql", -1);
        do
        {
            if (Accept(K.Language))
                language = WordOrString().ToLowerInvariant();
            else
            {
                body = at;
                SkipString();
            }
        }
        while (!failed && (Is(K.Language) || Now.Kind == TokenKind.String));
        if (failed || body < 0)
            return "DoStmt";
        operations.AddRange(Inside(tokens[body], language));
        if (language == "plpgsql" && operations.Count > 0)
            guards = new BodyReader(source, nesting + 1).Guards(tokens[body], operations);
        return "DoStmt";
    }

    // The SQL in a string; strings in strings in strings are nobody's migration.
    private List<Operation> Inside(in Token body, string language) => nesting >= DeepestBody
        ? [new Opaque("code in a string within strings is not looked at", source.Slice(body.Span)) { Location = source.At(body.Span) }]
        : new BodyReader(source, nesting + 1).Read(body, language);

    private string Call()
    {
        Advance();
        var name = AnyFunctionName();
        Arguments();
        Add(new OtherStatement("CallStmt", RawFrom(begin)) { Relations = RelationNames() }, begin);
        return failed && name.Name == "" ? "" : "CallStmt";
    }
}
