using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>A sentence for a live call.</summary>
/// <param name="Sentence">1 to 1000 characters.</param>
public sealed record SpeakRequest(string Sentence);

/// <summary>Another flow for a live call.</summary>
/// <param name="Flow">A script for calls, by name; its newest version begins.</param>
/// <param name="Args">What it is given as <c>call.Args</c>: any JSON value, or nothing.</param>
public sealed record RedirectRequest(string Flow, JsonElement? Args = null);
