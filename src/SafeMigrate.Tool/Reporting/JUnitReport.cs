using System.Xml;

namespace SafeMigrate.Tool.Reporting;

/// <summary>JUnit's XML, which every CI server shows: one test suite for a file, a failure for each error and warning.</summary>
internal static class JUnitReport
{
    public static void Write(LintResult result, TextWriter output)
    {
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "safemigrate");
        var byFile = result.Findings.ToLookup(finding => finding.Location.Path);
        foreach (var file in result.Files)
            Suite(xml, result.Help, file, [.. byFile[file].Where(finding => finding.Severity != Severity.Note)]);
        foreach (var problem in result.Problems)
            Unread(xml, problem.Path, problem.Message);
        xml.WriteEndElement();
        xml.Flush();
        output.Write('\n');
    }

    private static void Suite(XmlWriter xml, HelpLinks help, string file, IReadOnlyList<Finding> findings)
    {
        Start(xml, file, Math.Max(1, findings.Count), findings.Count, 0);
        foreach (var finding in findings)
        {
            Case(xml, file, $"{finding.Rule} {finding.RuleName} in line {finding.Location.Line}");
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Words.Of(finding.Severity));
            xml.WriteAttributeString("message", Clean(finding.Message));
            xml.WriteString(Clean($"{finding.Location}\n{finding.Message}\nInstead: {finding.Help}\nMore: {help.TextOf(finding)}"));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        if (findings.Count == 0)
        {
            Case(xml, file, "no findings");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Unread(XmlWriter xml, string path, string message)
    {
        Start(xml, path, 1, 0, 1);
        Case(xml, path, "is read");
        xml.WriteStartElement("error");
        xml.WriteAttributeString("type", "unreadable");
        xml.WriteAttributeString("message", Clean(message));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, int tests, int failures, int errors)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", tests.ToString());
        xml.WriteAttributeString("failures", failures.ToString());
        xml.WriteAttributeString("errors", errors.ToString());
    }

    private static void Case(XmlWriter xml, string file, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(file));
        xml.WriteAttributeString("name", Clean(name));
    }

    // XML 1.0 has no way to write most control characters.
    private static string Clean(string text) => string.Concat(text.Select(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));
}
