namespace SafeMigrate.Postgres;

/// <summary>A text as it was read: its statements, and what stands between and beside them.</summary>
/// <param name="Source">The text.</param>
/// <param name="Statements">The statements in order, each with its directives.</param>
/// <param name="Comments">All comments in order, with their <c>--</c> or <c>/* */</c>.</param>
/// <param name="MetaCommands">The commands of psql in order, from the backslash to the end of the line.</param>
public sealed record SqlFile(SourceText Source, ValueList<Statement> Statements, ValueList<Location> Comments, ValueList<Location> MetaCommands)
{
    /// <summary>All remarks to SafeMigrate in order: those of statements, and those about the file (<c>ignore-file</c>).</summary>
    public ValueList<Directive> Directives { get; init; } = ValueList<Directive>.Empty;

    internal static SqlFile Of(SourceText source, ValueList<Statement> statements, IReadOnlyList<TextSpan> comments, IReadOnlyList<TextSpan> commands)
    {
        if (comments.Count == 0 && commands.Count == 0)
            return new SqlFile(source, statements.ToValueList(), [], []);

        var remarks = comments.SelectMany(comment => DirectiveReader.In(source, comment)).ToList();
        return new SqlFile(
            source,
            remarks.Count == 0 ? statements : DirectiveReader.Assign(source, statements, remarks).ToValueList(),
            comments.Select(source.At).ToValueList(),
            commands.Select(source.At).ToValueList())
        {
            Directives = remarks.Select(remark => remark.Directive).ToValueList(),
        };
    }
}
