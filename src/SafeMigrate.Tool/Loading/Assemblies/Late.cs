using System.Collections;
using System.Reflection;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Reads properties by name, of objects whose types differ from version to version of their library.</summary>
internal static class Late
{
    /// <summary>The value of a property; null where this version has none of that name.</summary>
    public static object? Get(this object owner, string property) =>
        owner.GetType().GetProperties().FirstOrDefault(each => each.Name == property && each.GetIndexParameters().Length == 0)?.GetValue(owner);

    public static string? Text(this object owner, string property) => owner.Get(property) as string is { Length: > 0 } text ? text : null;

    public static bool Flag(this object owner, string property) => owner.Get(property) is true;

    public static IEnumerable<object> Items(this object owner, string property) => (owner.Get(property) as IEnumerable)?.Cast<object>() ?? [];

    public static IEnumerable<string> Names(this object owner, string property) => owner.Items(property).OfType<string>();

    /// <summary>The base type or interface with this full name; null for a type that has none.</summary>
    public static Type? Ancestor(Type type, string fullName)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.FullName == fullName)
                return each;
        }

        return type.GetInterfaces().FirstOrDefault(each => each.FullName == fullName);
    }

    /// <summary>What a call by reflection threw, with its place where the debug information is there.</summary>
    public static string Describe(Exception error)
    {
        var cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
        var frames = new System.Diagnostics.StackTrace(cause, fNeedFileInfo: true).GetFrames();
        var place = frames.FirstOrDefault(each => each.GetFileName() is not null) is { } frame ? $" at {frame.GetFileName()}:{frame.GetFileLineNumber()}"
            : frames.FirstOrDefault()?.GetMethod() is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}"
            : "";
        return $"{cause.GetType().Name}: {cause.Message.TrimEnd('.')}{place}";
    }

    /// <summary>Makes an object whose constructor may want services, of which there are none.</summary>
    public static object Create(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(each => each.GetParameters().Length).FirstOrDefault()
            ?? throw new AssemblyException($"{type.Name} has no constructor");
        var wanted = constructor.GetParameters();
        try
        {
            return constructor.Invoke([.. wanted.Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)]);
        }
        catch (Exception error) when (error is TargetInvocationException or MemberAccessException)
        {
            var services = wanted.Length == 0 ? "" : $", which was called without the services it wants ({string.Join(", ", wanted.Select(parameter => parameter.ParameterType.Name))}),";
            throw new AssemblyException($"the constructor of {type.Name}{services} failed: {Describe(error)}; give the source to have it read without being run");
        }
    }
}
