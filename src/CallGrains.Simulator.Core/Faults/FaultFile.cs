using System.Text.Json;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Faults;

/// <summary>A file of fault rules: a JSON list of what <c>POST /sim/faults</c> takes, or a single one.</summary>
internal static class FaultFile
{
    /// <exception cref="ArgumentException">The file cannot be read, or a rule is wrong; the message says
    /// where.</exception>
    public static IReadOnlyList<FaultOrder> Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = new Fields(document.RootElement.Clone());
            return [.. (root.Items() ?? [root]).Select(FaultOrder.Read)];
        }
        catch (Exception fault) when (fault is ApiError or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"--faults {file}: {fault.Message}", fault);
        }
    }
}
