using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: which version is installed depends on the server.</summary>
internal sealed class SM0726ExtensionVersion : Rule<InstallExtension>
{
    public override string Id => "SM0726";
    public override string Name => "extension-version";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "CREATE EXTENSION or ALTER EXTENSION UPDATE without a version";
    public override string Why =>
        "The version comes from what is installed on the server that day, and an update may rewrite or lock objects.";
    public override string Instead => "Say VERSION";
    public override string Bad => "CREATE EXTENSION citext;";
    public override string Good => "CREATE EXTENSION citext VERSION '1.6';";

    protected override IEnumerable<Finding> Check(InstallExtension operation, RuleContext context)
    {
        if (operation.Version is null)
            yield return Found(operation, $"Which version of {operation.Extension} is installed depends on the server");
    }
}
