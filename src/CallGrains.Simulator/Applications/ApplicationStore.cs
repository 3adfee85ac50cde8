namespace CallGrains.Simulator.Applications;

/// <summary>The account's applications, oldest first. Touched only inside the exchange.</summary>
internal sealed class ApplicationStore
{
    private readonly OrderedDictionary<string, Application> byId = [];

    public IEnumerable<Application> All => byId.Values;

    public Application? Find(string id) => byId.GetValueOrDefault(id);

    public void Put(Application application) => byId[application.Id] = application;

    public bool Remove(string id) => byId.Remove(id);
}
