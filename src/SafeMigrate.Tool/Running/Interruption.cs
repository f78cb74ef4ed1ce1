using System.Runtime.InteropServices;

namespace SafeMigrate.Tool.Running;

/// <summary>Ctrl-C and SIGTERM: the first stops after the current batch or statement, the second at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TextWriter messages;
    private readonly string? said;

    public Interruption(TextWriter messages, string? said = "Stopping after the current batch or statement; once more stops at once")
    {
        (this.messages, this.said) = (messages, said);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            registrations.Add(PosixSignalRegistration.Create(signal, Stop));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    // A signal that is not cancelled ends the process.
    private void Stop(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
            return;
        context.Cancel = true;
        if (said is not null)
            messages.WriteLine(said);
        source.Cancel();
    }
}
