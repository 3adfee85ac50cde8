using CallGrains.Bandwidth.Provisioning;
using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Provisioning;

/// <summary>
/// Reads how an account is to be. Passwords come from the environment or from files of their own, so that this one can
/// be shared.
/// </summary>
internal sealed class ProvisionFile
{
    private readonly string _folder;
    private readonly Func<string, string?> _environment;
    private readonly List<Fault> _faults = [];

    private ProvisionFile(string folder, Func<string, string?> environment) => (_folder, _environment) = (folder, environment);

    /// <exception cref="DocumentException">It is wrong; the message names every fault with its line.</exception>
    public static IReadOnlyList<ApplicationPlan> Read(string file, Func<string, string?> environment)
    {
        var root = DocumentReader.Read(file, Schema.Load("provision.schema.json"));
        var reader = new ProvisionFile(Path.GetDirectoryName(Path.GetFullPath(file))!, environment);
        var applications = root["applications"]!.Items;
        reader.CheckRepeated(applications.Select(application => application["name"]!), "two applications have this name; give each its own");
        reader.CheckRepeated(applications.SelectMany(application => application["numbers"]?.Items ?? []), "this number is in two places; a number rings at one application");
        var plans = applications.Select(reader.Plan).ToList();
        return reader._faults.Count == 0 ? plans : throw new DocumentException(file, reader._faults);
    }

    private ApplicationPlan Plan(Node application)
    {
        if (application["incomingCallUrl"] is null && application["incomingMessageUrl"] is null)
        {
            _faults.Add(application.Fault($"{application.Path} has no URL; add 'incomingCallUrl', 'incomingMessageUrl' or both."));
        }

        var auth = application["auth"] is { } node ? (node.Text("user")!, Password(node)) : default;
        return new ApplicationPlan(application.Text("name")!)
        {
            IncomingCallUrl = Url(application, "incomingCallUrl", auth),
            IncomingCallTimeout = Time(application, "incomingCallUrlCallbackTimeout"),
            IncomingCallFallbackUrl = Url(application, "incomingCallFallbackUrl", auth),
            IncomingMessageUrl = Url(application, "incomingMessageUrl", auth),
            IncomingMessageTimeout = Time(application, "incomingMessageUrlCallbackTimeout"),
            IncomingMessageFallbackUrl = Url(application, "incomingMessageFallbackUrl", auth),
            CallbackHttpMethod = application.Text("callbackHttpMethod") ?? "POST",
            AutoAnswer = application.Flag("autoAnswer") ?? false,
            Numbers = [.. application.Texts("numbers")],
        };
    }

    private Uri? Url(Node application, string name, (string? User, string? Password) auth)
    {
        if (application[name] is not { } node)
        {
            return null;
        }

        if (!Uri.TryCreate(node.Value, UriKind.Absolute, out var url))
        {
            _faults.Add(node.Fault($"{node.Path} is '{node.Value}', which is no URL; write one such as https://calls.example.com/callbacks."));
            return null;
        }

        return auth.User is null ? url : new UriBuilder(url) { UserName = Uri.EscapeDataString(auth.User), Password = Uri.EscapeDataString(auth.Password ?? "") }.Uri;
    }

    private string? Password(Node auth)
    {
        var (source, password, what) = auth["passwordVariable"] is { } variable
            ? (variable, _environment(variable.Value), "the environment variable")
            : (auth["passwordFile"]!, FromFile(auth.Text("passwordFile")!), "the file");
        if (string.IsNullOrEmpty(password))
        {
            _faults.Add(source.Fault($"{source.Path}: {what} '{source.Value}' is missing or empty; put the password there."));
        }

        return password;
    }

    private string? FromFile(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\r', '\n') : null;
    }

    private static TimeSpan? Time(Node application, string name) =>
        application.Number(name) is { } milliseconds ? TimeSpan.FromMilliseconds((double)milliseconds) : null;

    private void CheckRepeated(IEnumerable<Node> nodes, string message) => _faults.AddRange(
        nodes.GroupBy(node => node.Value, StringComparer.Ordinal).Where(same => same.Count() > 1).SelectMany(same =>
            same.Skip(1).Select(node => node.Fault($"{node.Path} is '{node.Value}' as in line {same.First().Line}: {message}."))));
}
