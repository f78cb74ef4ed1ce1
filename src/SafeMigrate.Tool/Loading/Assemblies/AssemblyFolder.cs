using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using System.Text.Json;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Loads an assembly with what it needs: from beside it, and from the package folders of the machine that built it.</summary>
internal static class AssemblyFolder
{
    /// <exception cref="AssemblyException">No such file, no .NET assembly, or one for a framework that does not run here.</exception>
    public static Assembly Load(string path)
    {
        if (!File.Exists(path))
            throw new AssemblyException("does not exist; build the migrations first");
        RefuseOtherFrameworks(path);
        return new Context(Path.GetFullPath(path)).LoadFromAssemblyPath(Path.GetFullPath(path));
    }

    /// <exception cref="AssemblyException">Something that the types need is missing.</exception>
    public static IReadOnlyList<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            var missing = error.LoaderExceptions.OfType<FileNotFoundException>().FirstOrDefault()?.FileName?.Split(',')[0];
            throw new AssemblyException(missing is not null
                ? $"needs {missing}, which is neither beside it nor in a package folder; give the assembly in the output of dotnet publish"
                : "cannot be loaded: " + error.LoaderExceptions.FirstOrDefault()?.Message.TrimEnd('.'));
        }
    }

    private static void RefuseOtherFrameworks(string path)
    {
        var framework = FrameworkOf(path);
        var (name, version) = (framework?.Split(',')[0], framework?.Split("Version=v").ElementAtOrDefault(1)?.Split(',')[0]);
        if (name == ".NETFramework")
            throw new AssemblyException($"is built for .NET Framework {version}, and SafeMigrate runs on .NET {Environment.Version.Major}; build the migrations for netstandard2.0 or net8.0 as well");
        if (name == ".NETCoreApp" && Version.TryParse(version, out var wanted) && wanted.Major > Environment.Version.Major)
            throw new AssemblyException($"is built for .NET {version}, and SafeMigrate runs on .NET {Environment.Version.Major}; set DOTNET_ROLL_FORWARD=Major and install .NET {version}");
    }

    private static string? FrameworkOf(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            if (!file.HasMetadata)
                throw new AssemblyException("is a program without .NET code");
            var metadata = file.GetMetadataReader();
            return metadata.GetAssemblyDefinition().GetCustomAttributes().Select(handle => TargetFramework(metadata, metadata.GetCustomAttribute(handle))).FirstOrDefault(each => each is not null);
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            throw new AssemblyException("is no .NET assembly");
        }
    }

    // [assembly: TargetFramework(".NETCoreApp,Version=v8.0")]
    private static string? TargetFramework(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return null;
        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference || metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name) != "TargetFrameworkAttribute")
            return null;
        var value = metadata.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        return value.ReadSerializedString();
    }

    // Not collectible: the proxies that stand in for the database may not refer to an assembly that can be unloaded.
    private sealed class Context(string path) : AssemblyLoadContext("migrations", isCollectible: false)
    {
        private static readonly Dictionary<string, Assembly> Libraries = new(StringComparer.Ordinal);
        private readonly AssemblyDependencyResolver? resolver = ResolverOf(path);
        private readonly Lazy<Dictionary<string, string>> packages = new(() => PackagesOf(path));

        protected override Assembly? Load(AssemblyName name)
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            var found = resolver?.ResolveAssemblyToPath(name) ?? (File.Exists(beside) ? beside : packages.Value.GetValueOrDefault(name.Name ?? ""));
            return found is null ? null : name.Name!.StartsWith("FluentMigrator", StringComparison.Ordinal) ? Library(found) : LoadFromAssemblyPath(found);
        }

        // The proxies that stand in for the database can implement the types of one copy of a library only.
        private Assembly Library(string found)
        {
            var name = AssemblyName.GetAssemblyName(found).FullName;
            lock (Libraries)
            {
                return Libraries.TryGetValue(name, out var loaded) ? loaded : Libraries[name] = LoadFromAssemblyPath(found);
            }
        }

        private static AssemblyDependencyResolver? ResolverOf(string path)
        {
            try
            {
                return new AssemblyDependencyResolver(path);
            }
            catch (InvalidOperationException)
            {
                return null; // A .deps.json whose files are elsewhere; they are looked for below.
            }
        }

        // The output of a class library has none of its packages; its .deps.json names them.
        private static Dictionary<string, string> PackagesOf(string path)
        {
            var (found, deps) = (new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Path.ChangeExtension(path, ".deps.json"));
            if (!File.Exists(deps))
                return found;
            using var json = JsonDocument.Parse(File.ReadAllText(deps));
            foreach (var library in json.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
            {
                if (!library.Value.TryGetProperty("runtime", out var runtime))
                    continue;
                foreach (var file in runtime.EnumerateObject())
                {
                    if (Folders().Select(folder => Path.Combine(folder, library.Name.ToLowerInvariant(), file.Name)).FirstOrDefault(File.Exists) is { } at)
                        found[Path.GetFileNameWithoutExtension(file.Name)] = at;
                }
            }

            return found;
        }

        private static IEnumerable<string> Folders() => new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        }.OfType<string>();
    }
}
