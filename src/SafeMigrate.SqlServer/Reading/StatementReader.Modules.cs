using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private static IEnumerable<Operation> Module(TSqlStatement statement) => statement switch
    {
        ProcedureStatementBody body => [Module(body, "procedure", body.ProcedureReference.Name, body.Parameters)],
        FunctionStatementBody body => [Module(body, "function", body.Name, body.Parameters)],
        ViewStatementBody body => [Module(body, "view", body.SchemaObjectName, [])],
        TriggerStatementBody body => [Module(body, "trigger", body.Name, [])],
        DropProcedureStatement drop => Dropped(drop, "procedure"),
        DropFunctionStatement drop => Dropped(drop, "function"),
        DropViewStatement drop => Dropped(drop, "view"),
        DropTriggerStatement drop => Dropped(drop, "trigger"),
        _ => [],
    };

    private static ChangeModule Module(TSqlStatement body, string kind, SchemaObjectName name, IList<ProcedureParameter> parameters)
    {
        var type = body.GetType().Name;
        var replaces = type.StartsWith("CreateOrAlter", StringComparison.Ordinal);
        var change = replaces || type.StartsWith("Alter", StringComparison.Ordinal) ? ModuleChange.Alter : ModuleChange.Create;
        return new ChangeModule(change, kind, Name(name))
        {
            RequiredParameters = parameters.Where(parameter => parameter.Value is null).Select(parameter => parameter.VariableName.Value).ToValueList(),
            IsRepeatable = replaces,
        };
    }

    private static IEnumerable<Operation> Dropped(DropObjectsStatement drop, string kind) =>
        drop.Objects.Select(name => new ChangeModule(ModuleChange.Drop, kind, Name(name)) { IsRepeatable = drop.IsIfExists });
}
