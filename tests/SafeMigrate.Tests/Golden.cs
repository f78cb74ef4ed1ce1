namespace SafeMigrate.Tests;

/// <summary>Recorded texts. With SAFEMIGRATE_RECORD=1 the tests write them anew; the difference is then there to review.</summary>
internal static class Golden
{
    public static void Match(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("SAFEMIGRATE_RECORD") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} is not recorded; run the tests with SAFEMIGRATE_RECORD=1");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
