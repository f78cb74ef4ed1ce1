namespace SafeMigrate.Tool.Reporting;

/// <summary>ANSI colours, or none.</summary>
/// <param name="color">False leaves every text as it is.</param>
internal sealed class Style(bool color)
{
    public string Bold(string text) => Paint("1", text);

    public string Dim(string text) => Paint("2", text);

    public string Help(string text) => Paint("32", text);

    public string Of(Severity severity, string text) => Paint(severity switch
    {
        Severity.Error => "1;31",
        Severity.Warning => "1;33",
        _ => "1;36",
    }, text);

    private string Paint(string code, string text) => color && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
