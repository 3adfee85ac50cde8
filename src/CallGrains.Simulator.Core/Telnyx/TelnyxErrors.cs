using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>Telnyx's refusals: codes and titles of its catalogue; the details say what to send instead.</summary>
internal static class TelnyxErrors
{
    public static ApiError Of(int status, string code, string title, string detail, string? pointer = null) =>
        pointer is null ? new ApiError(status, title, code, detail) : new ApiError(status, title, code, detail, ("pointer", pointer));

    public static ApiError NotAuthenticated() => Of(401, "10009", "Authentication failed", "The required authentication headers were either invalid or not included in the request.");

    public static ApiError Missing(string name) => Of(422, "10004", "Missing required parameter", $"The '{name}' parameter is required and cannot be blank.", $"/{name}");

    public static ApiError Parameter(string name, string detail) => new(400, "Invalid parameter", "10015", detail, ("parameter", name));

    public static ApiError NotFound() => Of(404, "10005", "Resource not found", "The requested resource or URL could not be found.");

    public static ApiError NoCall() => Of(422, "90015", "Invalid Call Control ID", "The call_control_id provided was not valid.", "/call_control_id");

    public static ApiError CallIsOver() => Of(422, "90018", "Call has already ended", "This call is no longer active and can't receive commands.");

    public static ApiError NotAnswered(string verb) =>
        Of(422, "90034", "Call not answered yet", $"This call can't receive {verb} command because it has not been answered yet.");

    public static ApiError NotANumber(string name, string value) =>
        Of(422, "10016", "Phone number must be in +E.164 format", $"'{name}' is '{value}'; send a number such as +15550100.", $"/{name}");

    public static ApiError Unknown(string name, string value, IEnumerable<string> allowed) =>
        Of(422, "10032", "Invalid enumerated value", $"'{name}' is '{value}'; send one of: {string.Join(", ", allowed)}.", $"/{name}");

    public static ApiError Outside(string name, string value, long min, long max, string? code = null) =>
        Of(422, code ?? "10033", code is null ? "Value outside of range" : $"Invalid value for {name}", $"'{name}' is '{value}'; send a whole number from {min} to {max}.", $"/{name}");

    public static ApiError Invalid(string code, string name, string detail) => Of(422, code, $"Invalid value for {name}", detail, $"/{name}");
}
