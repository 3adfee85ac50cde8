using System.Xml.Linq;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>Attributes, read with the same care as the properties of a request.</summary>
internal static class Attributes
{
    private const int LongestWait = 60_000;
    private const int DefaultWait = 30_000;

    public static Fields Of(XElement element) =>
        Fields.Of(element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(attribute => KeyValuePair.Create(attribute.Name.LocalName, attribute.Value)));

    /// <summary>
    /// Where a verb's event goes, by GET; null without an address. A relative one is resolved.
    /// </summary>
    public static CallbackTarget? Target(this Fields fields, Origin origin, string name = "requestUrl", string method = "GET")
    {
        var wait = fields.Whole($"{name}Timeout", 1, LongestWait) ?? DefaultWait;
        if (fields.Text(name) is not { Length: > 0 } address)
        {
            return null;
        }

        var resolved = Fields.Of([KeyValuePair.Create(name, origin.Absolute(address))]).Url(name, "validation-error")!;
        return new CallbackTarget(resolved, method, TimeSpan.FromMilliseconds(wait), null);
    }
}
