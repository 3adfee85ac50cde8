using System.Globalization;
using CallGrains.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Checks the query of a list, parameter by parameter.</summary>
internal static class GrainFilterReader
{
    private const int LargestPage = 1000;

    /// <summary>The journal's query, or why it cannot be made.</summary>
    public static Refusal? TryRead(GrainKind kind, GrainFilter filter, out GrainQuery query)
    {
        query = new GrainQuery { Kind = kind, Flow = Given(filter.Flow), Cause = Given(filter.Cause), After = Given(filter.After) };
        return ReadState(filter.State, ref query) ?? ReadNumber(filter.Number, ref query) ?? ReadFault(filter.Fault, ref query)
            ?? ReadTimes(filter, ref query) ?? ReadSize(filter.Size, ref query);
    }

    private static Refusal? ReadState(string? given, ref GrainQuery query)
    {
        if (Given(given) is not { } text)
        {
            return null;
        }

        GrainState? state = text.ToUpperInvariant() switch
        {
            "LIVE" => GrainState.Live,
            "ENDING" => GrainState.Ending,
            "ENDED" => GrainState.Ended,
            _ => null,
        };
        query = query with { State = state };
        return state is null ? Refusal.Malformed("state", $"{Refusal.Quote(text)} is no state; send live, ending or ended") : null;
    }

    private static Refusal? ReadNumber(string? given, ref GrainQuery query)
    {
        if (Given(given) is not { } text)
        {
            return null;
        }

        // A plus that was not percent-encoded arrives as a space.
        var number = text[0] == ' ' ? "+" + text[1..] : text;
        query = query with { Number = number };
        return StartCallReader.IsNumber(number) || Party.IsShortCode(number)
            ? null
            : Refusal.Malformed("number", $"{Refusal.Quote(text)} is no number; send {StartCallReader.NumberForm}");
    }

    private static Refusal? ReadFault(string? given, ref GrainQuery query)
    {
        var refusal = ReadFlag("fault", given, out var hasFault);
        query = Given(given) is null ? query : query with { HasFault = hasFault };
        return refusal;
    }

    /// <summary>A parameter that is true or false; false where it is not given.</summary>
    public static Refusal? ReadFlag(string name, string? given, out bool value)
    {
        value = false;
        return Given(given) is not { } text || bool.TryParse(text, out value) ? null : Refusal.Malformed(name, $"{Refusal.Quote(text)} is neither true nor false");
    }

    private static Refusal? ReadTimes(GrainFilter filter, ref GrainQuery query)
    {
        var (wrongSince, wrongUntil) = (ReadTime("since", filter.Since, out var since), ReadTime("until", filter.Until, out var until));
        query = query with { CreatedFrom = since, CreatedBefore = until };
        return wrongSince ?? wrongUntil;
    }

    private static Refusal? ReadTime(string name, string? given, out DateTimeOffset? time)
    {
        // A plus that was not percent-encoded arrives as a space.
        time = Instants.TryRead(given?.Replace(' ', '+'));
        return Given(given) is null || time is not null ? null : Refusal.Malformed(name, $"{Refusal.Quote(given!)} is no time; send {Instants.Form}");
    }

    private static Refusal? ReadSize(string? given, ref GrainQuery query)
    {
        var size = query.Size;
        var refusal = ReadSize(given, ref size);
        query = query with { Size = size };
        return refusal;
    }

    /// <summary>The size of a page, where one is given.</summary>
    public static Refusal? ReadSize(string? given, ref int size)
    {
        if (Given(given) is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read is < 1 or > LargestPage)
        {
            return Refusal.Malformed("size", $"{Refusal.Quote(text)} is no size of a page; send 1 to {LargestPage}");
        }

        size = read;
        return null;
    }

    /// <summary>An empty parameter is none.</summary>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
