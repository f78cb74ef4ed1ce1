using System.Text;
using Npgsql;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Running;

/// <summary>
/// Tells an address that a command failed, or that it has been waiting for long. Whatever becomes of the message, the command goes on, and
/// its exit code is the same.
/// </summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly Uri? address;
    private readonly WebhookOptions options;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock sending = new();
    private readonly List<Task> sent = [];
    private readonly Task watching;
    private RunnerEvent? waiting;
    private bool isTold;

    /// <param name="address">Where to; null for nowhere.</param>
    /// <param name="options">How.</param>
    public Webhook(Uri? address, WebhookOptions options)
    {
        (this.address, this.options) = (address, options);
        watching = address is null ? Task.CompletedTask : Task.Run(WatchAsync);
    }

    /// <summary>The webhook of the configuration; without one it does nothing.</summary>
    public static Webhook Of(RunnerCommand command, string connectionString, string commandLine)
    {
        var address = default(Uri);
        if (command.Settings["webhook:url"] is { Length: > 0 } url
            && (!Uri.TryCreate(url, UriKind.Absolute, out address) || address.Scheme is not ("http" or "https")))
        {
            throw new UserErrorException("webhook:url in the configuration is no address; write https://host/path");
        }

        return new Webhook(address, new WebhookOptions(commandLine, command.Terminal.Error)
        {
            After = command.Duration("webhook:after", TimeSpan.FromMinutes(1)),
            Timeout = command.Duration("webhook:timeout", TimeSpan.FromSeconds(5)),
            Secret = new NpgsqlConnectionStringBuilder(connectionString).Password,
        });
    }

    /// <summary>A receiver that hears each event before <paramref name="next"/> does.</summary>
    public Action<RunnerEvent> Before(Action<RunnerEvent> next) => address is null ? next : happened =>
    {
        Hear(happened);
        next(happened);
    };

    /// <summary>Takes up an event.</summary>
    public void Hear(RunnerEvent happened)
    {
        lock (sending)
        {
            if (happened.Kind == RunnerEventKind.Failed)
                sent.Add(SendAsync("failed", happened));
            if (!IsWait(happened))
                (waiting, isTold) = happened is { Kind: RunnerEventKind.Batch, State: "note" or "rejected" } ? (waiting, isTold) : (null, false);
            else
                waiting = happened with { Time = waiting?.Time ?? happened.Time };
        }
    }

    /// <summary>Waits for what is being sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        await Task.WhenAll(sent);
        stop.Dispose();
    }

    // Who paused a backfill knows that it waits.
    private static bool IsWait(RunnerEvent happened) =>
        happened.Kind == RunnerEventKind.Attempt || happened is { Kind: RunnerEventKind.Batch, State: "braking" or "blocked" or "reconnecting" };

    private async Task WatchAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Interval, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (sending)
            {
                if (waiting is null || isTold || options.Time.GetUtcNow() - waiting.Time < options.After)
                    continue;
                isTold = true;
                sent.Add(SendAsync("waiting", waiting));
            }
        }
    }

    private async Task SendAsync(string what, RunnerEvent happened)
    {
        try
        {
            using var client = new HttpClient { Timeout = options.Timeout };
            using var content = new StringContent(Body(what, happened), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(address, content);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The path of the address is often a secret.
            var reason = exception is OperationCanceledException ? $"no answer in {Quantity.Text(options.Timeout)}" : exception.Message;
            await options.Messages.WriteLineAsync($"The webhook at {address!.Host} did not take a message: {reason}");
        }
    }

    private string Body(string what, RunnerEvent happened)
    {
        using var text = new StringWriter();
        Json.Write(text, indented: false, json =>
        {
            var message = Masked(happened.Message ?? "");
            json.WriteStartObject();
            json.WriteString("event", what);
            json.WriteString("text", what == "failed" ? $"{options.CommandLine} failed: {message}" : $"{options.CommandLine} has been waiting since {happened.Time:u}: {message}");
            json.WriteString("command", options.CommandLine);
            json.WriteString("time", happened.Time.ToString("O"));
            json.WriteString("migration", happened.Migration);
            json.WriteString("change", happened.Change);
            json.WriteString("phase", happened.Phase);
            json.WriteString("step", happened.Step);
            json.WriteString("message", message);
            json.WriteEndObject();
        });
        return text.ToString();
    }

    private string Masked(string message) => options.Secret is { Length: > 0 } secret ? message.Replace(secret, "***") : message;
}

/// <summary>How a webhook works.</summary>
/// <param name="CommandLine">The command, as typed.</param>
/// <param name="Messages">Where it is said that the webhook failed.</param>
internal sealed record WebhookOptions(string CommandLine, TextWriter Messages)
{
    /// <summary>How long a command waits before that is told.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What must not be in a message, or null.</summary>
    public string? Secret { get; init; }

    /// <summary>How often it is looked whether the wait is long.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
