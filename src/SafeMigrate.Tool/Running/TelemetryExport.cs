using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SafeMigrate.Runner;

namespace SafeMigrate.Tool.Running;

/// <summary>Sends traces and metrics where the standard variables of OpenTelemetry say; without them its libraries are not even loaded.</summary>
internal static class TelemetryExport
{
    private static readonly string[] Variables = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Begins to export; disposing it sends what is left. Null where there is nowhere to send to.</summary>
    public static IDisposable? Start(Func<string, string?> environment) =>
        Variables.Any(variable => environment(variable) is { Length: > 0 }) ? Export() : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Providers Export() => new(
        Sdk.CreateTracerProviderBuilder().AddSource(Telemetry.Name).ConfigureResource(Named).AddOtlpExporter().Build(),
        Sdk.CreateMeterProviderBuilder().AddMeter(Telemetry.Name).ConfigureResource(Named).AddOtlpExporter().Build());

    private static void Named(ResourceBuilder resource) => resource.AddService("safemigrate", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version!.ToString(3));

    private sealed class Providers(TracerProvider traces, MeterProvider metrics) : IDisposable
    {
        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }
    }
}
