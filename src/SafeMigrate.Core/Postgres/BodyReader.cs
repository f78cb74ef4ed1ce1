using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

/// <summary>Finds the SQL in the body of a function or of a DO block, which is a string of the statement around it.</summary>
internal sealed class BodyReader(SourceText source, int nesting)
{
    /// <summary>The operations of a body, at their places in the file; dynamic SQL is opaque.</summary>
    public List<Operation> Read(in Token body, string language)
    {
        if (body.Kind != TokenKind.String || language is not ("sql" or "plpgsql"))
            return [];
        var characters = new List<char>();
        var positions = new List<int>();
        foreach (var (character, position) in Literals.Characters(source.Text, body.Start, body.End))
        {
            characters.Add(character);
            positions.Add(position);
        }

        positions.Add(positions.Count == 0 ? body.Start : positions[positions.Count - 1] + 1);
        var parser = new Parser(source.Embed(new string([.. characters]), positions), nesting);
        return language == "sql" ? Statements(parser) : parser.Block();
    }

    private static List<Operation> Statements(Parser parser)
    {
        var operations = new List<Operation>();
        while (parser.Next() is { } statement)
            operations.AddRange(statement.Operations);
        return operations;
    }
}
