using System.Text.Json.Nodes;

namespace CallGrains.Simulator.History;

internal interface IHistoryEntry
{
    long Number { get; }

    string? CallId { get; }

    JsonObject Render();

    /// <summary>With the headers of both ways.</summary>
    JsonObject RenderWhole();
}
