using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Keys;

/// <summary><c>key NAME</c>: makes a key of the control API, and says what the host's settings hold of it.</summary>
internal static class KeyCommand
{
    private const int Bytes = 32;

    public static Command Create(ToolWorld world)
    {
        var name = new Argument<string>("NAME") { Description = "What journals and logs show where the key was used: letters, digits, '.', '-' and '_'." };
        var role = new Option<string>("--role") { Description = "What it opens: read, operate or admin. [default: read]", DefaultValueFactory = _ => "read" };
        role.AcceptOnlyFromAmong("read", "operate", "admin");
        var command = new Command("key", "Make a key of the control API. The host's settings hold its hash only.") { name, role };
        command.SetAction(async (parsed, _) => await RunAsync(parsed.GetValue(name)!, parsed.GetValue(role)!, world));
        return command;
    }

    private static async Task<int> RunAsync(string name, string role, ToolWorld world)
    {
        if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            await world.Error.WriteLineAsync($"'{name}' cannot name a key; use 1 to 64 letters, digits, '.', '-' and '_'.");
            return ToolCommand.Wrong;
        }

        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        await world.Out.WriteLineAsync(key);
        await world.Error.WriteLineAsync(
            $"""
            Above is the key, once and never again: keep it where whoever uses it finds it. In the host's settings:
              CallGrains:Operations:HashedKeys:{name}:Sha256 = {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}
              CallGrains:Operations:HashedKeys:{name}:Role = {role}
            """);
        return ToolCommand.Done;
    }
}
