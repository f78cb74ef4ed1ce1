using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Running;

/// <summary>Yes or no, with the reasons, for people, programs and exit codes.</summary>
internal static class Verdict
{
    /// <summary>Writes it; the result is the exit code.</summary>
    /// <param name="command">The command.</param>
    /// <param name="question">What was asked: <c>deploy</c>.</param>
    /// <param name="against">What speaks against it; empty for yes.</param>
    /// <param name="yes">What to say where nothing does.</param>
    public static int Write(RunnerCommand command, string question, IReadOnlyList<string> against, string yes)
    {
        if (command.IsJson)
        {
            Json.Write(command.Terminal.Out, indented: true, json =>
            {
                json.WriteStartObject();
                json.WriteString("question", question);
                json.WriteBoolean("answer", against.Count == 0);
                json.WriteStartArray("reasons");
                foreach (var reason in against)
                    json.WriteStringValue(reason);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            foreach (var line in against.DefaultIfEmpty(yes))
                command.Terminal.Out.WriteLine(line);
        }

        return against.Count == 0 ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
    }

    /// <summary>rolling back, rolled back: two words, as the journal spells them.</summary>
    public static string Words(this ChangeState state) =>
        string.Concat(state.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
