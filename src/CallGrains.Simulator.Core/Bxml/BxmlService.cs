using System.Net;
using System.Text.RegularExpressions;
using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Bxml;

/// <summary>Lets documents drive the calls whose <c>answer</c> event was answered with one.</summary>
internal sealed partial class BxmlService
{
    private readonly Stage _stage;

    public BxmlService(Stage stage)
    {
        _stage = stage;
        stage.Events.Scripted += Take;
        stage.Events.Prepare = document => stage.Files.PrepareAsync(Files().Matches(document).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
    }

    [GeneratedRegex(@"<PlayAudio\b[^>]*>\s*([^<\s]+)\s*<")]
    private static partial Regex Files();

    /// <summary>An answer that is no XML leaves the call to REST requests.</summary>
    private void Take(Call call, string answer)
    {
        if (call.IsOver || !answer.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("<"))
        {
            return;
        }

        call.Script ??= new BxmlRun(_stage, call);
        call.Script.Take(answer);
    }
}
