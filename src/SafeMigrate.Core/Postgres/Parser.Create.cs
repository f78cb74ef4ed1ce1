using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string Create()
    {
        Advance();
        var orReplace = Accept(K.Or, K.Replace);
        var persistence = PersistenceWords();
        switch (Word)
        {
            case K.Table when !orReplace: return CreateTable(persistence);
            case K.Unique when !orReplace && Ahead().Keyword == K.Index:
                Advance();
                return CreateIndex(unique: true);
            case K.Index when !orReplace: return CreateIndex(unique: false);
        }

        return CreateOther(orReplace, persistence);
    }
}
