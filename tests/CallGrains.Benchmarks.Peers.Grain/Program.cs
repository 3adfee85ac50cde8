using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CallGrains.Benchmarks.Peers.Grain;
using CallGrains.Benchmarks.References;

// Reference (c) of the bench: a silo with a grain for each call, whose state is written with each callback.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
var database = await GrainDatabase.CreateAsync(BenchVariables.Postgres);
using var carrier = new BotCarrier(BenchVariables.Carrier);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.Services.AddSingleton(carrier).AddSingleton(new CallbackUrl(CallbackServer.Url(port)));
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(FreePort(), FreePort(), serviceId: "bench", clusterId: "bench")
    .AddAdoNetGrainStorageAsDefault(options =>
    {
        options.Invariant = "Npgsql";
        options.ConnectionString = database;
        options.GrainStorageSerializer = new CallStateSerializer();
    }));
await using var app = builder.Build();
var grains = app.Services.GetRequiredService<IGrainFactory>();
app.Run(context => CallbackServer.AnswerAsync(context, (callback, isAgent) => grains.GetGrain<ICallGrain>(callback.CallId!).TakeAsync(callback, isAgent)));
await app.RunAsync();

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
