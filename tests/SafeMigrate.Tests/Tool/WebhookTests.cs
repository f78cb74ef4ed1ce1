using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tests.Tool;

public class WebhookTests
{
    private static readonly RunnerEvent Failed = new(DateTimeOffset.UtcNow, RunnerEventKind.Failed) { Step = "fill", Message = "Stopped at \"fill\": password is s3cret" };

    [Fact]
    public async Task Failure_is_told_without_the_password()
    {
        using var listener = Listen(out var address);
        var messages = new StringWriter();

        var request = listener.GetContextAsync();
        await using (var webhook = new Webhook(address, new WebhookOptions("safemigrate expand", messages) { Secret = "s3cret" }))
        {
            webhook.Hear(Failed);
            var body = await AnswerAsync(await request);
            Assert.Equal(("failed", "safemigrate expand", "fill"), (Text(body, "event"), Text(body, "command"), Text(body, "step")));
            Assert.Equal("safemigrate expand failed: Stopped at \"fill\": password is ***", Text(body, "text"));
        }

        Assert.Equal("", messages.ToString());
    }

    [Fact]
    public async Task Long_wait_is_told_once()
    {
        using var listener = Listen(out var address);
        var begun = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(2);
        var options = new WebhookOptions("safemigrate contract", TextWriter.Null) { Interval = TimeSpan.FromMilliseconds(1) };

        var request = listener.GetContextAsync();
        await using var webhook = new Webhook(address, options);
        webhook.Hear(new RunnerEvent(begun, RunnerEventKind.Attempt) { Step = "swap", Message = "Waits for pid 7" });
        var body = await AnswerAsync(await request);

        Assert.Equal("waiting", Text(body, "event"));
        Assert.Equal("Waits for pid 7", Text(body, "message"));
    }

    [Fact]
    public async Task Webhook_that_does_not_answer_is_a_message_and_nothing_else()
    {
        var messages = new StringWriter();

        await using (var webhook = new Webhook(new Uri($"http://127.0.0.1:{FreePort()}/secret-path"), new WebhookOptions("safemigrate expand", messages)))
            webhook.Hear(Failed);

        Assert.StartsWith("The webhook at 127.0.0.1 did not take a message: ", messages.ToString());
        Assert.DoesNotContain("secret-path", messages.ToString());
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static async Task<JsonElement> AnswerAsync(HttpListenerContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
        context.Response.Close();
        return body.RootElement.Clone();
    }

    private static HttpListener Listen(out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var listener = new HttpListener { Prefixes = { address.ToString() } };
        listener.Start();
        return listener;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
