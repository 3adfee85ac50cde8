using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The carriers of this process.</summary>
/// <param name="Items">The default one first.</param>
public sealed record CarrierList(IReadOnlyList<CarrierInfo> Items)
{
    internal static IResult Of(CarrierRouter router) =>
        TypedResults.Json(new CarrierList([.. router.Carriers.All.Select(c => CarrierInfo.Of(c, router))]), OperationsJson.Wire.CarrierList);
}

/// <summary>One carrier, and how it has answered this process lately.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsUp">Whether it is taken for up: it has not failed three times in a row.</param>
/// <param name="Since">Since when; null when this process has not asked it yet.</param>
/// <param name="Why">What it failed with last, in words; null when it is up.</param>
/// <param name="Numbers">Our numbers that the settings list for it.</param>
/// <param name="Lacks">The commands of flows that it does not have.</param>
public sealed record CarrierInfo(string Name, bool IsUp, DateTimeOffset? Since, string? Why, IReadOnlyList<string> Numbers, IReadOnlyList<string> Lacks)
{
    internal static CarrierInfo Of(ICarrier carrier, CarrierRouter router)
    {
        var condition = router.Health.Of(carrier.Name);
        return new CarrierInfo(
            carrier.Name,
            condition.IsUp,
            condition.Since,
            condition.Why,
            router.NumbersOf(carrier.Name),
            [.. FlowVerbs.Commands.Where(c => !carrier.Capabilities.Commands.Contains(c)).Select(c => c.Name)]);
    }
}
