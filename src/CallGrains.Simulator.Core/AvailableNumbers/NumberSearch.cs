using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.AvailableNumbers;

/// <summary>What a search for numbers asks for.</summary>
internal sealed record NumberSearch(IReadOnlyList<string> Codes, int Quantity)
{
    public const int MostFound = 5000;
    public const int MostOrdered = 10;
    private static readonly string[] TollFreeCodes = ["800", "833", "844", "855", "866", "877", "888"];

    public string? City { get; init; }

    /// <summary>The first digits after the area code.</summary>
    public string LocalPrefix { get; init; } = "";

    public string? Pattern { get; init; }

    public static NumberSearch TollFree(ApiRequest request, bool orders) =>
        new(TollFreeCodes, QuantityOf(request, orders)) { Pattern = request.Query("pattern") };

    public static NumberSearch Local(ApiRequest request, bool orders)
    {
        ApiError Wrong(string message) => ApiError.BadRequest(WrongCode(orders), message);
        var (state, zip, code) = (request.Query("state"), request.Query("zip"), request.Query("areaCode"));
        if (new[] { state, zip, code }.Count(given => given is not null) != 1)
        {
            throw Wrong("Search by exactly one of 'state', 'zip' and 'areaCode'.");
        }

        if (request.Query("city") is not null && state is null)
        {
            throw Wrong("'city' needs a 'state'.");
        }

        if (code is null && (request.Query("localNumber") ?? request.Query("inLocalCallingArea")) is not null)
        {
            throw Wrong("'localNumber' and 'inLocalCallingArea' need an 'areaCode'.");
        }

        if (orders && request.Query("pattern") is not null)
        {
            throw Wrong("'pattern' finds numbers but cannot order them; order the number you found with POST /phoneNumbers.");
        }

        if (code is not null && !(code.Length == 3 && code.All(char.IsAsciiDigit) && code[0] is not ('0' or '1')))
        {
            throw Wrong($"'areaCode' is '{code}'; send three digits.");
        }

        if (request.Query("localNumber") is { } local && !(local.Length is 3 or 4 && local.All(char.IsAsciiDigit)))
        {
            throw Wrong($"'localNumber' is '{local}'; send three or four digits.");
        }

        return new NumberSearch(code is not null ? [code] : Places(state, zip), QuantityOf(request, orders))
        {
            City = request.Query("city"),
            LocalPrefix = request.Query("localNumber") ?? "",
            Pattern = request.Query("pattern"),
        };
    }

    private static string WrongCode(bool orders) => orders ? "invalid-available-number-search-order" : "invalid-available-number-search";

    private static int QuantityOf(ApiRequest request, bool orders) =>
        Paging.Number(request, "quantity", orders ? 1 : 10, 1, orders ? MostOrdered : MostFound, WrongCode(orders));

    private static List<string> Places(string? state, string? zip)
    {
        if (zip is null)
        {
            return [.. Area.All.Where(area => area.State.Equals(state, StringComparison.OrdinalIgnoreCase)).Select(area => area.Code)];
        }

        if (zip.Length != 5 || !zip.All(char.IsAsciiDigit))
        {
            throw ApiError.BadRequest("invalid-zip-code", $"'zip' is '{zip}'; send five digits.");
        }

        return Area.AtZip(zip) is { } area ? [area.Code] : [];
    }
}
