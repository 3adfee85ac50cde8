using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Numbers;

/// <summary>The account's numbers, oldest first, by id and by number. Touched only inside the exchange.</summary>
internal sealed class NumberStore
{
    private readonly OrderedDictionary<string, PhoneNumber> byId = [];
    private readonly Dictionary<string, string> idOf = [];

    public IEnumerable<PhoneNumber> All => byId.Values;

    public bool IsEmpty => byId.Count == 0;

    public PhoneNumber? Find(string idOrNumber) => byId.GetValueOrDefault(idOf.GetValueOrDefault(idOrNumber, idOrNumber));

    public bool Owns(string number) => idOf.ContainsKey(number);

    /// <summary>Refuses a sender's number that is not on the account.</summary>
    public void RequireOwned(string from, string userId)
    {
        if (IsEmpty)
            throw ApiError.Denied("no-allocated-number", "This account has no numbers yet; order one with POST /phoneNumbers {\"number\":\"" + from + "\"}.", ("userId", userId));
        if (!Owns(from))
            throw ApiError.Denied("number-access-denied", $"The number {from} is not on this account; 'from' must be one of its own (GET /phoneNumbers).", ("userId", userId), ("number", from));
    }

    public void Put(PhoneNumber number)
    {
        byId[number.Id] = number;
        idOf[number.Number] = number.Id;
    }

    public void Remove(PhoneNumber number)
    {
        byId.Remove(number.Id);
        idOf.Remove(number.Number);
    }

    public void Unlink(string applicationId)
    {
        foreach (var bound in All.Where(number => number.ApplicationId == applicationId).ToList())
            Put(bound with { ApplicationId = null });
    }
}
