using System.Text.Json;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The field <c>carrier</c> of a request.</summary>
internal static class CarrierField
{
    public const string Name = "carrier";

    public static string? Of(JsonElement json) => Fields.Given(json, Name)?.GetString();

    public static Refusal? Check(JsonElement json, CarrierSet carriers) =>
        Fields.Given(json, Name) is null ? null
        : Fields.Text(json, Name, out var name) ?? (carriers.Find(name) is not null ? null
            : Refusal.Malformed(Name, $"{Refusal.Quote(name)} is no carrier of this host; there are: {string.Join(", ", carriers.All.Select(c => c.Name))}"));
}
