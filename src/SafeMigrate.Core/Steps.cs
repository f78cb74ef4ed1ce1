using System.Diagnostics;

namespace SafeMigrate;

/// <summary>Counts what is looked at in a debug build, so that a test can tell linear work from quadratic without a clock.</summary>
internal static class Steps
{
    [ThreadStatic]
    private static long taken;

    /// <summary>Those of this thread so far; 0 in a release build.</summary>
    public static long Taken => taken;

    [Conditional("DEBUG")]
    public static void Count() => taken++;
}
