using CallGrains.Simulator.Faults;

namespace CallGrains.Simulator.Rest;

/// <summary>How a carrier knows its customers and says no.</summary>
internal interface IRestStyle
{
    /// <exception cref="ApiError">The request is nobody's who has an account here.</exception>
    void Authenticate(RestRequest request);

    /// <summary>The body of a refusal.</summary>
    ApiReply Refuse(ApiError error, RestRequest http);

    /// <summary>The refusal that a fault on order asks for.</summary>
    ApiError OfFault(FaultOrder order, string path, DateTimeOffset now);
}
