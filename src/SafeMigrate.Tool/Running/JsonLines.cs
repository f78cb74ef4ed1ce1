using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Running;

/// <summary>The runner's events for programs: one object a line, as they happen.</summary>
internal static class JsonLines
{
    public static void Write(RunnerEvent happened, TextWriter output)
    {
        Json.Write(output, indented: false, json =>
        {
            json.WriteStartObject();
            json.WriteString("time", happened.Time.ToString("O"));
            json.WriteString("event", happened.Kind.ToString().ToLowerInvariant());
            Text("migration", happened.Migration);
            Text("change", happened.Change);
            Text("phase", happened.Phase);
            Text("step", happened.Step);
            Text("state", happened.State);
            Number("elapsedMs", happened.ElapsedMs);
            Number("lockWaitMs", happened.LockWaitMs);
            Number("rows", happened.Rows);
            Number("total", happened.Total);
            Text("message", happened.Message);
            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }

            void Number(string name, long? value)
            {
                if (value is not null)
                    json.WriteNumber(name, value.Value);
            }
        });
        output.Flush();
    }
}
