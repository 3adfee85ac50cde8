namespace CallGrains.AspNetCore.Operations;

/// <summary>An answer that says no (RFC 9457).</summary>
/// <param name="Type">Always <c>about:blank</c>: the status says what kind it is.</param>
/// <param name="Title">The kind of problem in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong with which value, and what to send instead.</param>
/// <param name="Field">The field at fault; absent where it is not about a field.</param>
/// <param name="Fault">The same as the detail, where there is a field.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, string? Field = null, string? Fault = null);
