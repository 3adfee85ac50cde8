using CallGrains.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the journal in memory.</summary>
public static class MemoryJournalExtensions
{
    /// <summary>Makes a <see cref="MemoryJournal"/> the <see cref="IJournal"/>, unless there is one already.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddMemoryJournal(this IServiceCollection services)
    {
        services.TryAddSingleton<IJournal>(provider => new MemoryJournal(provider.GetService<TimeProvider>()));
        return services;
    }
}
