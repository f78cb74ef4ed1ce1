using System.Security.Cryptography;
using System.Text;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

/// <summary>Tells one plan from another: two plans with the same hash run the same statements in the same order.</summary>
public static class PlanHash
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string Of(PlannedMigration planned)
    {
        var text = Fingerprint.Of(planned.Migration) + string.Concat(planned.Plans.Select(plan => "\n" + PlanJson.Write(plan)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
