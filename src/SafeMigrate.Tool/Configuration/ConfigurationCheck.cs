using System.Text.RegularExpressions;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Linting;

namespace SafeMigrate.Tool.Configuration;

/// <summary>Finds what is misspelt in a configuration: it would do nothing, in silence.</summary>
internal static partial class ConfigurationCheck
{
    /// <summary>What is wrong, with the key it is about.</summary>
    /// <param name="values">Keys in lower case.</param>
    public static IEnumerable<(string Key, string Message)> Of(IReadOnlyDictionary<string, string> values)
    {
        foreach (var (key, value) in values)
        {
            if (RuleId().Match(key) is { Success: true } rule && Catalog.All.Find(rule.Groups[1].Value) is null)
                yield return (key, $"has a severity for {rule.Groups[1].Value.ToUpperInvariant()}, which is no rule; safemigrate rules lists them");
            else if (key.StartsWith("safemigrate_", StringComparison.Ordinal) && !LintConfiguration.Keys.ContainsKey(key))
                yield return (key, $"has the option {key}, which does not exist; there are {string.Join(", ", LintConfiguration.Keys.Keys.Order())}");
            else if (LintConfiguration.Keys.ContainsKey(key) && LintConfiguration.Expected(key, value) is { } expected)
                yield return (key, $"has {key} = {value}, which is not {expected}");
        }
    }

    [GeneratedRegex(@"^dotnet_diagnostic\.(sm[0-9]+)\.severity$", RegexOptions.CultureInvariant)]
    private static partial Regex RuleId();
}
