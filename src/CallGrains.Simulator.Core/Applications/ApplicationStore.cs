namespace CallGrains.Simulator.Applications;

/// <summary>The account's applications, oldest first. Touched only inside the exchange.</summary>
internal sealed class ApplicationStore
{
    private readonly OrderedDictionary<string, Application> _byId = [];

    public IEnumerable<Application> All => _byId.Values;

    public Application? Find(string id) => _byId.GetValueOrDefault(id);

    public void Put(Application application) => _byId[application.Id] = application;

    public bool Remove(string id) => _byId.Remove(id);
}
