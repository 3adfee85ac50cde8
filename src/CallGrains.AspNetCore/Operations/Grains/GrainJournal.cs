using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The journal of a call, thread or conference, to be looked at or taken elsewhere.</summary>
/// <param name="Format">The version of this document's form: 1.</param>
/// <param name="Address">The grain's address: <c>call/{id}</c>, <c>thread/{id}</c> or <c>conference/{id}</c>.</param>
/// <param name="Flow">The flow that answered; empty when none did.</param>
/// <param name="Version">The flow's version.</param>
/// <param name="Entries">
/// The entries in order, each with its <c>sequence</c>, the fields of its <c>kind</c>, and for a callback its text as
/// received (<c>raw</c>; <c>rawBase64</c> when it is not UTF-8).
/// </param>
public sealed record GrainJournal(int Format, string Address, string Flow, int Version, IReadOnlyList<JsonElement> Entries);
