using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Alter()
    {
        Advance();
        return Word switch
        {
            K.Table => AlterTable(),
            K.Index => AlterIndex(),
            _ => Rest("AlterStmt"),
        };
    }

    private string DropOther() => Rest("DropStmt");

    private string CreateOther(bool orReplace, Persistence persistence) => Rest("CreateStmt");

    private string OtherBody() => Rest("OtherStmt");

    private bool IsDependsOn => Is(K.Depends) || Is(K.No, K.Depends);

    private string DependsOnExtension() => Rest("AlterObjectDependsStmt");

    private string Rest(string kind)
    {
        while (!IsEnd && !Is(';'))
            Advance();
        return kind;
    }

    private void SkipCopyData()
    {
    }
}
