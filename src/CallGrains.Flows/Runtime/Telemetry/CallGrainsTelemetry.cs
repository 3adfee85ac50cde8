using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Flows.Runtime;

/// <summary>How telemetry of CallGrains is found.</summary>
public static class CallGrainsTelemetry
{
    /// <summary>The name of the one activity source, and of the one meter: <c>CallGrains</c>.</summary>
    public const string Name = "CallGrains";

    /// <summary>
    /// The trace that all spans of a grain are in, whichever process wrote them: it follows from the address, so a
    /// call's trace can be looked up by the call.
    /// </summary>
    /// <param name="address">The grain.</param>
    /// <returns>The first 128 bits of the SHA-256 of the address's text.</returns>
    /// <exception cref="ArgumentException">The address names no grain.</exception>
    public static ActivityTraceId TraceIdOf(FlowAddress address)
    {
        if (!address.IsValid)
        {
            throw new ArgumentException("The address names no grain; make it by FlowAddress.Call, Conference or Thread.", nameof(address));
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(address.ToString()), digest);
        return ActivityTraceId.CreateFromBytes(digest[..16]);
    }
}
