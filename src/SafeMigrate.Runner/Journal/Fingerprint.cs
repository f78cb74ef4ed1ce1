using System.Security.Cryptography;
using System.Text;
using SafeMigrate.Planning;

namespace SafeMigrate.Runner.Journal;

/// <summary>Tells whether a migration still does what was planned; comments and layout do not count.</summary>
internal static class Fingerprint
{
    public static string Of(Migration migration)
    {
        var operations = PlanJson.Write(new Plan(migration.Operations.ToValueList()));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(operations)))[..32];
    }
}
