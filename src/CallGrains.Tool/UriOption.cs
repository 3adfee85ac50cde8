using System.CommandLine;

namespace CallGrains.Tool;

/// <summary>Options that take an address.</summary>
internal static class UriOption
{
    public static Option<Uri?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            argument.AddError($"{name} is '{text}'; write an absolute http or https address, such as http://127.0.0.1:8090.");
            return null;
        },
    };
}
