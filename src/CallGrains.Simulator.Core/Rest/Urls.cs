namespace CallGrains.Simulator.Rest;

/// <summary>Absolute addresses of resources, as one client or one callback receiver sees them.</summary>
/// <remarks>The root is scheme, host and port without a slash at the end.</remarks>
internal sealed record Urls(string Root, string UserId)
{
    public string User => $"{Root}/v1/users/{UserId}";

    public string Call(string id) => $"{User}/calls/{id}";

    public string Conference(string id) => $"{User}/conferences/{id}";

    public string Bridge(string id) => $"{User}/bridges/{id}";

    public string Recording(string id) => $"{User}/recordings/{id}";

    public string Message(string id) => $"{User}/messages/{id}";

    public string Media(string name) => $"{User}/media/{Uri.EscapeDataString(name)}";

    public string Domain(string id) => $"{User}/domains/{id}";

    public string Application(string id) => $"{User}/applications/{id}";
}
