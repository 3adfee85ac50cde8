using System.Security.Cryptography;
using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The journal's keys of this process: those of the settings, or in Development one that is made where a flow needs it.
/// </summary>
internal static partial class JournalKeyChoice
{
    private const string FileName = "journal.key";

    /// <summary>Adds the keys, and puts the encryption between the journal and all who use it.</summary>
    public static void Add(IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(p => Choose(p, settings)!);
        if (settings.JournalKeys.IsOn && services.LastOrDefault(s => s.ServiceType == typeof(IJournal)) is { } registered)
        {
            services.Remove(registered);
            services.AddSingleton<IJournal>(p => new EncryptedJournal(Open(registered, p), p.GetRequiredService<JournalKeys>(), settings.JournalKeys.EncryptAll));
        }
    }

    private static IJournal Open(ServiceDescriptor registered, IServiceProvider services) => (IJournal)(registered.ImplementationInstance
        ?? registered.ImplementationFactory?.Invoke(services)
        ?? ActivatorUtilities.CreateInstance(services, registered.ImplementationType!));

    private static JournalKeys? Choose(IServiceProvider services, HostSettings settings)
    {
        if (settings.JournalKeys.IsOn)
        {
            return settings.JournalKeys.Read();
        }

        var isNeeded = services.GetRequiredService<IOptions<FlowOptions>>().Value.Types.Any(t => FlowDefinition.Of(t).IsSensitive);
        if (!isNeeded || settings.Cluster.IsOn || !services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            return null;
        }

        if (settings.Journal == JournalChoice.Memory)
        {
            return JournalKeys.Ephemeral();
        }

        var file = Path.GetFullPath(Path.Combine(settings.Data, FileName));
        LogMade(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(JournalKeyChoice)), file);
        return new JournalKeys("development", new Dictionary<string, byte[]> { ["development"] = Convert.FromBase64String(KeyIn(file)) });
    }

    private static string KeyIn(string file)
    {
        if (!File.Exists(file))
        {
            CapabilityKey.MakeFolder(Path.GetDirectoryName(file)!);
            CapabilityKey.Write(file, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        }

        return File.ReadAllText(file).Trim();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Development: secrets of flows are encrypted with a key that was made for them, in {File}. Elsewhere the host does not start without one of yours (CallGrains:JournalKeys)")]
    private static partial void LogMade(ILogger logger, string file);
}
