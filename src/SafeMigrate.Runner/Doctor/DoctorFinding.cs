namespace SafeMigrate.Runner;

/// <summary>Something about a database that somebody should see to.</summary>
/// <param name="Kind">What kind of thing, in kebab-case: <c>invalid-index</c>.</param>
/// <param name="Object">What it is about.</param>
/// <param name="Message">What is wrong and what it costs.</param>
/// <param name="Mend">The command or SQL that mends it.</param>
public sealed record DoctorFinding(string Kind, string Object, string Message, string Mend);
