namespace CallGrains.Flows.Tests.Events;

public sealed class DeliveryRankTests
{
    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("teleported", null, 0)]
    [InlineData("queued", null, 1)]
    [InlineData("sending", null, 2)]
    [InlineData("Sent", null, 3)]
    [InlineData("sent", "waiting", 4)]
    [InlineData("sent", "delivered", MessageEvent.FinalRank)]
    [InlineData("sent", "not-delivered", MessageEvent.FinalRank)]
    [InlineData(null, "delivered", MessageEvent.FinalRank)]
    [InlineData("error", null, MessageEvent.FinalRank)]
    [InlineData("received", null, MessageEvent.FinalRank)]
    public void Ranks_follow_the_life_of_a_message(string? state, string? deliveryState, int rank) =>
        Assert.Equal(rank, new SmsEvent { MessageId = "m-1", From = "1", To = "2", State = state, DeliveryState = deliveryState }.DeliveryRank);
}
