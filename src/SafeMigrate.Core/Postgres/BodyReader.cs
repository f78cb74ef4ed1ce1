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
        var parser = ParserOf(body);
        return language == "sql" ? Statements(parser) : parser.Block();
    }

    /// <summary>What guards the operations of a PL/pgSQL body; empty where it does more than create what is not there yet.</summary>
    public ValueList<Guard> Guards(in Token body, IReadOnlyList<Operation> operations)
    {
        if (body.Kind != TokenKind.String || operations.Any(operation => operation is Opaque or Unreadable) || ParserOf(body).GuardedParts() is not { } parts)
            return [];
        var part = operations.Select(operation => parts.FindIndex(one => Contains(one.Location, operation.Location))).ToList();
        var guards = new ValueList<Guard>();
        foreach (var group in parts.Where(one => one.IsGuarded).GroupBy(one => one.Group))
        {
            var members = Enumerable.Range(0, operations.Count).Where(place => part[place] >= 0 && parts[part[place]].Group == group.Key).ToList();
            var names = group.First().Names;
            var creates = members.FindIndex(place => CreatedName.Of(operations[place]) is { } name && (names is null || name.All(names.Contains)));
            if (creates < 0 || (names is null && members.Count > 1))
                return [];
            guards.Add(new Guard(members[0], members.Count, members[creates]));
        }

        return parts.Select((_, place) => place).All(part.Contains) && !part.Contains(-1) ? guards : [];
    }

    private static bool Contains(Location outer, Location inner) => inner.Span.Start >= outer.Span.Start && inner.Span.Start < outer.Span.End;

    private Parser ParserOf(in Token body)
    {
        var characters = new List<char>();
        var positions = new List<int>();
        foreach (var (character, position) in Literals.Characters(source.Text, body.Start, body.End))
        {
            characters.Add(character);
            positions.Add(position);
        }

        positions.Add(positions.Count == 0 ? body.Start : positions[positions.Count - 1] + 1);
        return new Parser(source.Embed(new string([.. characters]), positions), nesting);
    }

    private static List<Operation> Statements(Parser parser)
    {
        var operations = new List<Operation>();
        while (parser.Next() is { } statement)
            operations.AddRange(statement.Operations);
        return operations;
    }
}
