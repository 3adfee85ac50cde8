using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The keys that hold now: those of the settings, read again whenever the configuration changes. Settings that are
/// wrong then change nothing, and are told. Safe for many threads.
/// </summary>
internal sealed partial class ApiKeys : IDisposable
{
    private readonly IOptionsFactory<OperationsOptions> _options;
    private readonly ILogger<ApiKeys> _logger;
    private readonly IDisposable? _changes;
    private volatile IReadOnlyList<ApiKey> _all;

    public ApiKeys(IOptionsFactory<OperationsOptions> options, ILogger<ApiKeys> logger, IConfiguration? configuration = null)
    {
        (_options, _logger) = (options, logger);
        _all = Read();
        _changes = configuration is null ? null : ChangeToken.OnChange(configuration.GetReloadToken, ReadAgain);
    }

    /// <summary>Whether there is none: then this machine's user may do everything, in Development.</summary>
    public bool AreNone => _all.Count == 0;

    /// <summary>The key that was shown; null when it is none of them.</summary>
    public ApiKey? Find(string shown)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(shown), hash);
        ApiKey? found = null;

        // All are compared, whichever fits: the time tells nothing about which of them is nearly right.
        foreach (var key in _all)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, key.Hash) ? key : found;
        }

        return found;
    }

    public void Dispose() => _changes?.Dispose();

    private IReadOnlyList<ApiKey> Read()
    {
        var options = _options.Create(Options.DefaultName);
        return
        [
            .. options.All.Select(k => new ApiKey(k.Name, SHA256.HashData(Encoding.UTF8.GetBytes(k.Key)), ApiRole.Admin)),
            .. options.HashedKeys.Select(k => new ApiKey(k.Key, Convert.FromHexString(k.Value.Sha256), k.Value.Role)),
        ];
    }

    private void ReadAgain()
    {
        try
        {
            var all = Read();
            var isNews = !all.SequenceEqual(_all, ApiKey.Same);

            // Without any the API would be open to this machine; that takes a start.
            if (isNews && (all.Count > 0 || _all.Count == 0))
            {
                _all = all;
                LogChanged(string.Join(", ", all.Select(k => k.Name)));
            }
        }
        catch (OptionsValidationException e)
        {
            LogRefused(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The keys of the control API have changed; there are now: {Names}")]
    private partial void LogChanged(string names);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed settings of the control API are wrong, so the keys of before hold on: {Faults}")]
    private partial void LogRefused(string faults);
}

/// <summary>A key of the control API.</summary>
/// <param name="Name">What journals and logs show.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Role">What it opens.</param>
internal sealed record ApiKey(string Name, byte[] Hash, ApiRole Role)
{
    /// <summary>Compares all of it.</summary>
    public static IEqualityComparer<ApiKey> Same { get; } = EqualityComparer<ApiKey>.Create((a, b) => a!.Name == b!.Name && a.Role == b.Role && a.Hash.AsSpan().SequenceEqual(b.Hash));
}
