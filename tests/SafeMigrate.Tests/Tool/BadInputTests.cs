using System.Diagnostics;
using System.Text;

namespace SafeMigrate.Tests.Tool;

/// <summary>What cannot be read gives one clear message, the other files are linted, and the exit code is 2.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BadInputTests() => folder.With("ok.sql", "CREATE INDEX i ON t (a);");

    public void Dispose() => folder.Dispose();

    public static TheoryData<byte[], string> Unreadable => new()
    {
        { [0xFF, 0xFE, (byte)'S', 0], "is UTF-16, which PostgreSQL's tools cannot read; save it as UTF-8" },
        { [0xFE, 0xFF, 0, (byte)'S'], "is UTF-16, which PostgreSQL's tools cannot read; save it as UTF-8" },
        { Encoding.Latin1.GetBytes("SELECT 1;\n-- café"), "is not UTF-8: byte 0xE9 in line 2 (is it Latin-1 or Windows-1252?); save it as UTF-8" },
        { [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1], "is a binary file (a zero byte at offset 4); give SQL or C# files" },
    };

    [Theory, MemberData(nameof(Unreadable))]
    public void A_file_that_is_no_text(byte[] bytes, string message)
    {
        folder.With("bad.sql", bytes);

        Reports(CommandRun.Of("lint", folder.Path), folder.Of("bad.sql"), message);
    }

    [Fact]
    public void A_file_of_50_MB()
    {
        folder.With("big.sql", new byte[50_000_000]);

        Reports(CommandRun.Of("lint", folder.Path), folder.Of("big.sql"), "is 50 MB, more than the 32 MB that are read; move the data out of the migration");
    }

    [Fact]
    public void A_byte_order_mark_is_no_reason_to_complain_and_places_count_it()
    {
        folder.With("ok.sql", [0xEF, 0xBB, 0xBF, .. "CREATE INDEX i ON t (a);"u8]);

        var run = CommandRun.Of("lint", folder.Path, "--format", "json");

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("\"column\": 1,", run.Out);
        Assert.Contains("\"offset\": 3,", run.Out);
    }

    [Theory, MemberData(nameof(Unreadable))]
    public void A_standard_input_that_is_no_text(byte[] bytes, string message)
    {
        Assert.Equal((2, $"safemigrate: -: {message}\n"), Code(CommandRun.WithInput(bytes, "lint", "-")));
        Assert.Equal((2, $"safemigrate: db/a.sql: {message}\n"), Code(CommandRun.WithInput(bytes, "lint", "-", "--stdin-path", "db/a.sql")));
    }

    [Fact]
    public void A_standard_input_of_50_MB() =>
        Assert.Equal((2, "safemigrate: -: has more than the 32 MB that are read; move the data out of the migration\n"), Code(CommandRun.WithInput(new byte[50_000_000], "lint", "-")));

    [Fact]
    public void A_standard_input_with_a_byte_order_mark_is_read_as_a_file_with_one()
    {
        var run = CommandRun.WithInput([0xEF, 0xBB, 0xBF, .. "CREATE INDEX i ON t (a);"u8], "lint", "-", "--format", "json");

        Assert.Equal((1, ""), Code(run));
        Assert.Contains("\"offset\": 3,", run.Out);
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to()
    {
        if (OperatingSystem.IsWindows())
            return; // Windows has no pipes in folders.

        using (var make = Process.Start("mkfifo", folder.Of("pipe.sql")))
            make.WaitForExit();

        Reports(CommandRun.Of("lint", folder.Path), folder.Of("pipe.sql"), "is a pipe, not a file; give what it says to the standard input, as -");
    }

    [Fact]
    public void An_empty_file_is_one_without_statements() => Assert.Equal((0, ""), Code(CommandRun.Of("lint", folder.With("ok.sql", "").Path)));

    [Fact]
    public void A_link_that_leads_back()
    {
        folder.With("sub/a.sql", "SELECT 1;");
        Directory.CreateSymbolicLink(folder.Of("sub/loop"), "..");

        Reports(CommandRun.Of("lint", folder.Path), folder.Of("sub/loop"), "is a symbolic link that leads back to a folder it stands in; remove the link");
    }

    [Theory]
    [InlineData("locked", "no permission to list the folder")]
    [InlineData("locked.sql", "no permission to read it")]
    public void What_the_user_may_not_read(string name, string message)
    {
        if (OperatingSystem.IsWindows())
            return; // Windows has no modes.

        var path = folder.Of(name);
        if (name.EndsWith(".sql", StringComparison.Ordinal))
            folder.With(name, "SELECT 1;");
        else
            Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, UnixFileMode.None);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)Convert.ToInt32("755", 8));

        Reports(Environment.IsPrivilegedProcess ? AsNobody("lint", folder.Path) : CommandRun.Of("lint", folder.Path), path, message);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // The system's administrator may read everything.
    private static CommandRun AsNobody(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "safemigrate.dll");
        var start = new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", "exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output, errors.Result);
    }

    private static (int Code, string Error) Code(CommandRun run) => (run.Code, run.Error);

    private static void Reports(CommandRun run, string path, string message)
    {
        Assert.Equal((2, $"safemigrate: {path}: {message}\n"), (run.Code, run.Error));
        Assert.Contains("ok.sql:1:1", run.Out);
    }
}
