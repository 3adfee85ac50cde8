using CallGrains.Simulator.History;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Errors;

/// <summary>The newest errors of the account: refused requests, and callbacks that nobody took.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class ErrorLog(TimeProvider clock, int kept, int seed)
{
    // The carrier's own client cannot read the categories of the other statuses.
    private static readonly int[] Told = [400, 403, 404, 409, 503];
    private readonly Ring<UserError> _ring = new(kept);
    private readonly Ids _ids = new(seed);

    public IEnumerable<UserError> NewestFirst => _ring.All().Reverse();

    public void Add(ApiError error)
    {
        if (Told.Contains(error.Status))
        {
            Add(error.Category, error.Code, error.Message, error.Details);
        }
    }

    public void Add(string category, string code, string message, params IReadOnlyList<(string, string)> details) =>
        _ring.Add(_ => new UserError(_ids.Next("ue"), clock.GetUtcNow(), category, code, message, details));
}
