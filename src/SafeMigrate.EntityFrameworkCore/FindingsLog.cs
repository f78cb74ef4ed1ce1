using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace SafeMigrate.EntityFrameworkCore;

/// <summary>Tells findings as EF Core tells its own warnings: to loggers, <c>LogTo</c> and diagnostic listeners.</summary>
internal static class FindingsLog
{
    private static readonly EventId Id = new(0x5AFE, "SafeMigrate.Findings");

    public static void Warn(IDiagnosticsLogger<DbLoggerCategory.Migrations> log, string message)
    {
        var definition = new EventDefinition<string>(
            log.Options, Id, LogLevel.Warning, "SafeMigrate.Findings", level => LoggerMessage.Define<string>(level, Id, "{findings}"));
        if (log.ShouldLog(definition))
            definition.Log(log, message);
        if (log.NeedsEventData(definition, out var diagnosticSource, out var simpleLog))
            log.DispatchEventData(definition, new EventData(definition, (_, _) => message), diagnosticSource, simpleLog);
    }
}
