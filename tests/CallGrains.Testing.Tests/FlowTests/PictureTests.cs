using CallGrains.Flows;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>People send pictures, and flows do.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task A_picture_comes_in_and_another_goes_out()
    {
        await using var phone = await FlowTest.Start<Album>();
        await phone.TextsAsync("+15550001", "look", media: [new Uri("https://people.example.com/cat.jpg")]);
        await phone.Replies("+15550001", "1 picture, cat.jpg");
        await phone.TextsAsync("+15550001", "and now");
        await phone.Replies("+15550001", "0 pictures");

        Assert.Equal([new Uri("https://media.example.com/frame.png")], phone.MediaSentTo("+15550001"));
    }

    [Flow("album")]
    private sealed class Album : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            if (text is MmsEvent { Media: [var picture] })
            {
                await thread.ReplyAsync($"1 picture, {picture.Segments[^1]}", [new Uri("https://media.example.com/frame.png")]);
            }
            else
            {
                await thread.ReplyAsync("0 pictures");
            }
        }
    }
}
