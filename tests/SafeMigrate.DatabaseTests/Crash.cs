namespace SafeMigrate.DatabaseTests;

/// <summary>Plays a crash at the points where one would leave something behind.</summary>
internal sealed class Crash(Func<string, bool> when) : Exception("crash")
{
    /// <summary>The point of the last crash.</summary>
    public string At { get; private set; } = "";

    /// <summary>A crash at each point, the first time that it is reached.</summary>
    public static Crash AtEveryPoint()
    {
        var passed = new HashSet<string>();
        return new Crash(passed.Add);
    }

    /// <summary>A crash at one point, by its number from 0.</summary>
    public static Crash AtPoint(int number) => new(_ => number-- == 0);

    public Task CheckAsync(string point)
    {
        if (!when(point))
            return Task.CompletedTask;
        At = point;
        return Task.FromException(this);
    }

    /// <summary>Runs the command once; true where it crashed.</summary>
    public async Task<bool> IsMetAsync(Func<Task> command)
    {
        try
        {
            await command();
            return false;
        }
        catch (Crash)
        {
            return true;
        }
    }

    /// <summary>Runs the command again and again until it ends without a crash; gives the number of crashes.</summary>
    public async Task<int> RepeatAsync(Func<Task> command)
    {
        for (var crashes = 0; ; crashes++)
        {
            if (!await IsMetAsync(command))
                return crashes;
        }
    }
}
