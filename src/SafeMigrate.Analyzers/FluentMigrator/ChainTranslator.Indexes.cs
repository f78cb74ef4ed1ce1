using SafeMigrate.Analyzers.CSharp;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.Analyzers.FluentMigrator;

internal sealed partial class ChainTranslator
{
    private void CreateIndex(Call first, List<Call> rest)
    {
        var table = Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest);
        var keys = new List<IndexColumn>();
        var index = new Index(NameOrNull(first, 0), table, []);
        var concurrently = false;
        foreach (var call in rest)
        {
            if (call.Name is "AsConcurrently" or "Online")
                concurrently = call.At(0)?.Value is not Literal { Of: false };
            else if (!ApplyKey(call, keys))
                index = ApplyOption(call, index);
        }

        if (keys.Count == 0)
            Fail(first.Location, "The index has no OnColumn(...), so it is not known what it is on");
        index = index with { Columns = [.. keys], Name = index.Name ?? Conventions.Index(table, keys.Select(key => key.Column!)) };
        Add(new CreateIndex(index) { Concurrently = concurrently }, UpTo(first));
    }

    private bool ApplyKey(Call call, List<IndexColumn> keys)
    {
        var last = keys.Count - 1;
        switch (call.Name)
        {
            case "OnColumn":
                keys.Add(new IndexColumn(Name(call, 0) ?? ""));
                return true;
            case "OnColumns":
                keys.AddRange(Names(call).Select(name => new IndexColumn(name)));
                return true;
            case "Descending" when last >= 0:
                keys[last] = keys[last] with { Descending = true };
                return true;
            case "NullsFirst" or "NullsLast" or "Nulls" when last >= 0:
                keys[last] = keys[last] with { NullsFirst = call.Name == "NullsFirst" || call.At(0)?.Value is Symbol { Member: "First" } };
                return true;
            default:
                return call.Name is "Ascending" or "OnTable" or "InSchema" or "WithOptions";
        }
    }

    private Index ApplyOption(Call call, Index index)
    {
        switch (call.Name)
        {
            case "Unique" or "UniqueNullsDistinct":
                return index with { Unique = true };
            case "UniqueNullsNotDistinct":
                return index with { Unique = true, NullsNotDistinct = true };
            case "NullsNotDistinct":
                return index with { NullsNotDistinct = true };
            case "Include":
                return index with { Include = [.. index.Include, .. Names(call)] };
            case "Filter":
                return index with { Where = Text(call, 0) is { } filter ? Sql.Read(filter) : null };
            case "Using":
                return index with { Method = (call.At(0)?.Value as Symbol)?.Member.ToLowerInvariant() };
            case "UsingBTree" or "UsingHash" or "UsingGist" or "UsingSpgist" or "UsingGin" or "UsingBrin":
                return index with { Method = call.Name.Substring("Using".Length).ToLowerInvariant() };
            case "AsOnly":
                return index with { Only = call.At(0)?.Value is not Literal { Of: false } };
            case "Tablespace":
                return index with { Tablespace = Name(call, 0) };
            case "Fillfactor" or "PagesPerRange" or "PendingListLimit" or "Buffering" or "FastUpdate" or "DisableFastUpdate" or "Autosummarize"
                or "DisableAutosummarize" or "VacuumCleanupIndexScaleFactor" or "WithDataCompression" or "WithParserName":
                return index with { With = string.Join(", ", new[] { index.With, Setting(call) }.Where(each => each is not null)) };
            case "Clustered" or "NonClustered":
                return index with { Clustered = call.Name == "Clustered" };
            case "NullsDistinct" or "Distinct":
                return index;
            default:
                NotKnown(call);
                return index;
        }
    }

    private static string Setting(Call call)
    {
        var value = call.At(0)?.Value switch
        {
            null => "on",
            Literal { Of: bool flag } => flag ? "on" : "off",
            Symbol symbol => symbol.Member.ToLowerInvariant(),
            var other => other.ToString(),
        };
        return call.Name switch
        {
            "Fillfactor" => "fillfactor = " + value,
            "PagesPerRange" => "pages_per_range = " + value,
            "PendingListLimit" => "gin_pending_list_limit = " + value,
            "Buffering" => "buffering = " + value,
            "FastUpdate" => "fastupdate = " + value,
            "DisableFastUpdate" => "fastupdate = off",
            "Autosummarize" => "autosummarize = " + value,
            "DisableAutosummarize" => "autosummarize = off",
            "VacuumCleanupIndexScaleFactor" => "vacuum_cleanup_index_scale_factor = " + value,
            _ => "DATA_COMPRESSION = " + value?.ToUpperInvariant(),
        };
    }

    // DROP INDEX "schema"."name": FluentMigrator has no CONCURRENTLY for it.
    private void DeleteIndex(Call first, List<Call> rest)
    {
        Expect(rest, "OnTable", "OnColumn", "OnColumns", "InSchema", "WithOptions", "Online", "Ascending", "Descending");
        var table = Table(NameIn(rest, "OnTable") ?? Missing("OnTable"), rest);
        var name = NameOrNull(first, 0) ?? Conventions.Index(table, NamesIn(rest, "OnColumn", "OnColumns"));
        Add(new DropIndex(table with { Name = name }) { Table = table }, UpTo(first));
    }
}
