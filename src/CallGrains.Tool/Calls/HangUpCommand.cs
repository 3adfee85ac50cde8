using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>hangup ID</c>: ends a call or a conference, whatever its flow is doing.</summary>
internal static class HangUpCommand
{
    public static Command Create(ToolWorld world)
    {
        var (id, json) = (GrainRef.Argument(), ApiCommand.Json());
        return ApiCommand.Create(world, "hangup", "Hang a call up, or end a conference, whatever its flow is doing.", [id, json], async call =>
        {
            var which = GrainRef.Parse(call.Parsed.GetValue(id)!);
            if (which.Plural == "threads")
            {
                throw new UsageException("A message thread has nothing to hang up.");
            }

            var taken = await call.Api.AskAsync(HttpMethod.Post, which.Path + "/hangup", null, call.Stop);
            await (call.Parsed.GetValue(json) ? call.PrintAsync(taken) : call.SayAsync($"{which.Id} is told to hang up ({GrainLine.Text(taken, "verdict")})."));
            return ToolCommand.Done;
        });
    }
}
