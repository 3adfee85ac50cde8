using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Numbers;

/// <summary>The account's numbers, oldest first, by id and by number. Touched only inside the exchange.</summary>
internal sealed class NumberStore
{
    private readonly OrderedDictionary<string, PhoneNumber> _byId = [];
    private readonly Dictionary<string, string> _idOf = [];

    public IEnumerable<PhoneNumber> All => _byId.Values;

    public bool IsEmpty => _byId.Count == 0;

    public PhoneNumber? Find(string idOrNumber) => _byId.GetValueOrDefault(_idOf.GetValueOrDefault(idOrNumber, idOrNumber));

    public bool Owns(string number) => _idOf.ContainsKey(number);

    /// <summary>Refuses a sender's number that is not on the account.</summary>
    public void RequireOwned(string from, string userId)
    {
        if (IsEmpty)
        {
            throw ApiError.Denied("no-allocated-number", "This account has no numbers yet; order one with POST /phoneNumbers {\"number\":\"" + from + "\"}.", ("userId", userId));
        }

        if (!Owns(from))
        {
            throw ApiError.Denied("number-access-denied", $"The number {from} is not on this account; 'from' must be one of its own (GET /phoneNumbers).", ("userId", userId), ("number", from));
        }
    }

    public void Put(PhoneNumber number)
    {
        _byId[number.Id] = number;
        _idOf[number.Number] = number.Id;
    }

    public void Remove(PhoneNumber number)
    {
        _byId.Remove(number.Id);
        _idOf.Remove(number.Number);
    }

    public void Unlink(string applicationId)
    {
        foreach (var bound in All.Where(number => number.ApplicationId == applicationId).ToList())
        {
            Put(bound with { ApplicationId = null });
        }
    }
}
