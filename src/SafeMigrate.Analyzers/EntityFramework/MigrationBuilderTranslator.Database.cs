using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.EntityFramework;

internal sealed partial class MigrationBuilderTranslator
{
    private const string Extension = "Npgsql:PostgresExtension:";
    private const string Enum = "Npgsql:Enum:";

    // The annotations list the whole model; what the old ones have already is no change.
    private void AlterDatabase()
    {
        var before = Annotations("OldAnnotation");
        var changes = Annotations("Annotation").Where(pair => !before.TryGetValue(pair.Key, out var old) || old != pair.Value).ToList();
        foreach (var change in changes)
        {
            if (change.Key.StartsWith(Extension, StringComparison.Ordinal))
                Add(new InstallExtension(change.Key.Substring(Extension.Length)) { IfNotExists = true });
            else if (change.Key.StartsWith(Enum, StringComparison.Ordinal))
                ChangeEnum(change.Key, change.Value, before);
            else
                Add(new OtherStatement("AlterDatabase", change.Key));
        }

        if (changes.Count == 0)
            Add(new OtherStatement("AlterDatabase", ""));
    }

    private void ChangeEnum(string key, string values, Dictionary<string, string> before)
    {
        var parts = key.Substring(Enum.Length).Split('.');
        var type = parts.Length == 1 ? new QualifiedName(null, parts[0]) : new QualifiedName(parts[0].Length == 0 ? null : parts[0], parts[1]);
        if (!before.TryGetValue(key, out var old))
        {
            Add(new CreateEnum(type, [.. values.Split(',')]));
            return;
        }

        foreach (var added in values.Split(',').Except(old.Split(',')))
            Add(new AddEnumValue(type, added));
    }

    private Dictionary<string, string> Annotations(string call)
    {
        var found = new Dictionary<string, string>();
        foreach (var each in Chain.Calls.Where(each => each.Name == call))
        {
            if (base.Name(each, 0, "name") is { } name)
                found[name] = each.At(1, "value")?.Value.ToString() ?? "";
        }

        return found;
    }

    private void ChangeSequence()
    {
        var restart = First.Name == "RestartSequence";
        var sequence = restart ? new QualifiedName(Schema(First, 2, "schema"), Name(0, "name")) : Named(0, 1);
        string[] order = ["startValue", "incrementBy", "minValue", "maxValue", "cyclic"];
        var options = First.Arguments.Where(argument => argument.Value is Literal && argument.Name is not null).OrderBy(argument => Array.IndexOf(order, argument.Name)).Select(argument => argument.Name switch
        {
            "startValue" => (restart ? "RESTART WITH " : "START WITH ") + argument.Value,
            "incrementBy" => "INCREMENT BY " + argument.Value,
            "minValue" => "MINVALUE " + argument.Value,
            "maxValue" => "MAXVALUE " + argument.Value,
            "cyclic" when argument.Value is Literal { Of: true } => "CYCLE",
            _ => "",
        });
        var type = First.Name == "CreateSequence" && ClrTypes.Of(First, Dialect) is { Name: not "bigint" } named ? "AS " + named : "";
        var text = string.Join(" ", options.Prepend(type).Where(option => option.Length > 0));
        Add(First.Name == "CreateSequence" ? new CreateSequence(sequence, text) : new AlterSequence(sequence, text));
    }

    private void RenameSequence()
    {
        var sequence = Named(0, 1);
        if (Optional(First, 2, "newName") is { } newName)
            Add(new RenameObject(ObjectKind.Sequence, sequence, newName));
        if (Schema(First, 3, "newSchema") is { } newSchema)
            Add(new MoveObject(ObjectKind.Sequence, sequence, newSchema));
    }
}
