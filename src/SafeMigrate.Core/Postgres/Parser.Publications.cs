using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreatePublication()
    {
        Advance();
        var name = Name();
        var (tables, all) = (default(ValueList<QualifiedName>), false);
        if (Accept(K.For))
            (tables, all) = Accept(K.All, K.Tables) ? ([], true) : PublishedObjects();
        if (Accept(K.With))
            Definition();
        AddWritten(new PublishTables(name, tables ?? []) { All = all, Create = true });
        return "CreatePublicationStmt";
    }

    // The first names its kind; the others go on with it unless they name one.
    private (ValueList<QualifiedName> Tables, bool All) PublishedObjects()
    {
        var tables = new List<QualifiedName>();
        var all = false;
        if (!Is(K.Table) && !Is(K.Tables, K.In))
            Fail("TABLE or TABLES IN SCHEMA");
        var schemas = false;
        List(() =>
        {
            if (Is(K.Tables, K.In))
            {
                Accept(K.Tables, K.In);
                Expect(K.Schema);
                schemas = all = true;
            }
            else if (Accept(K.Table))
                schemas = false;
            if (schemas)
                PublishedSchema();
            else
                tables.Add(PublishedTable());
        });
        return (tables.ToValueList(), all);
    }

    private void PublishedSchema()
    {
        if (!Accept(K.CurrentSchema))
            SkipName();
    }

    private QualifiedName PublishedTable()
    {
        var (table, _) = RelationWithOnly();
        if (Is('('))
            ColumnList();
        if (Accept(K.Where))
            Parenthesised(() => Expr());
        return table;
    }

    private string AlterPublication()
    {
        Advance();
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Publication, name) is { } kind)
            return kind;
        var add = Accept(K.Add);
        if (!add && Accept(K.Drop))
        {
            PublishedObjects();
            return "AlterPublicationStmt";
        }

        if (!add)
            Expect(K.Set);
        if (!add && Is('('))
        {
            Definition();
            return "AlterPublicationStmt";
        }

        var (tables, all) = PublishedObjects();
        AddWritten(new PublishTables(name.Name, tables) { All = all });
        return "AlterPublicationStmt";
    }

    private string CreateSubscription()
    {
        Advance();
        SkipName();
        Expect(K.Connection);
        SkipString();
        Expect(K.Publication);
        Names();
        if (Accept(K.With))
            Definition();
        return "CreateSubscriptionStmt";
    }

    private string AlterSubscription()
    {
        Advance();
        QualifiedName name = Name();
        if (RenameOrOwner(ObjectKind.Subscription, name) is { } kind)
            return kind;
        if (Accept(K.Connection))
            SkipString();
        else if (Accept(K.Skip))
            Definition();
        else if (Accept(K.Refresh))
        {
            Expect(K.Publication);
            SubscriptionOptions();
        }
        else if (Is(K.Set) && Ahead().Symbol == '(')
        {
            Advance();
            Definition();
        }
        else if (Accept(K.Add) || Accept(K.Drop) || Accept(K.Set))
        {
            Expect(K.Publication);
            Names();
            SubscriptionOptions();
        }
        else if (!Accept(K.Enable))
            Expect(K.Disable);
        return "AlterSubscriptionStmt";
    }

    private void SubscriptionOptions()
    {
        if (Accept(K.With))
            Definition();
    }

    private string CreateStatistics()
    {
        Advance();
        var ifNotExists = IfNotExists();
        if (ifNotExists || (!Is('(') && !Is(K.On)))
            AnyName();
        if (Is('('))
            ParenthesisedList(SkipName);
        Expect(K.On);
        List(() => IndexedExpression());
        Expect(K.From);
        FromList();
        return "CreateStatsStmt";
    }

    private string AlterStatistics()
    {
        Advance();
        var ifExists = IfExists();
        var name = AnyName();
        if (!ifExists && !Is(K.Set, K.Statistics) && RenameOwnerOrSchema(ObjectKind.Statistics, name) is { } kind)
            return kind;
        Expect(K.Set, K.Statistics);
        StatisticsTarget();
        return "AlterStatsStmt";
    }

    private string CreateExtension()
    {
        Advance();
        var extension = new InstallExtension("") { IfNotExists = IfNotExists() };
        extension = extension with { Extension = Name() };
        Accept(K.With);
        while (!failed)
        {
            if (Accept(K.Schema))
                SkipName();
            else if (Accept(K.Version))
                extension = extension with { Version = WordOrString() };
            else if (!Accept(K.Cascade))
                break;
        }

        AddWritten(extension);
        return "CreateExtensionStmt";
    }

    private string AlterExtension()
    {
        Advance();
        QualifiedName name = Name();
        if (Accept(K.Update))
        {
            var update = new InstallExtension(name.Name) { Update = true };
            while (Accept(K.To))
                update = update with { Version = WordOrString() };
            AddWritten(update);
            return "AlterExtensionStmt";
        }

        if (Accept(K.Set, K.Schema))
        {
            AddWritten(new MoveObject(ObjectKind.Extension, name, Name()));
            return "AlterObjectSchemaStmt";
        }

        if (!Accept(K.Add))
            Expect(K.Drop);
        AnyObject(ofExtension: true);
        return "AlterExtensionContentsStmt";
    }
}
