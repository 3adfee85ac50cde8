using System.Globalization;
using CallGrains.Benchmarks.Peers.Marten;
using CallGrains.Benchmarks.References;
using JasperFx;
using Marten;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

// Reference (d) of the bench: a document a call, and commands by Wolverine's durable queue, in one transaction.
var port = int.Parse(args[0], CultureInfo.InvariantCulture);
using var carrier = new BotCarrier(BenchVariables.Carrier);
var database = new NpgsqlConnectionStringBuilder(BenchVariables.Postgres) { MaxPoolSize = 64, MaxAutoPrepare = 32, AutoPrepareMinUsages = 2, NoResetOnClose = true };

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.Services.AddSingleton(carrier).AddSingleton(new CallbackUrl(CallbackServer.Url(port)));
builder.Services.AddMarten(options =>
{
    options.Connection(database.ConnectionString);
    options.DisableNpgsqlLogging = true;
    options.Schema.For<CallDocument>().UseNumericRevisions(true);
}).UseLightweightSessions().IntegrateWithWolverine().ApplyAllDatabaseChangesOnStartup();
builder.Host.UseWolverine(options =>
{
    options.Durability.Mode = DurabilityMode.Solo;
    options.Policies.AutoApplyTransactions();
    options.Policies.UseDurableLocalQueues();
    options.Policies.OnException<ConcurrencyException>().RetryTimes(3);
    options.LocalQueueFor<SendCommand>().MaximumParallelMessages(64);
});
await using var app = builder.Build();
app.Run(context => CallbackServer.AnswerAsync(context, async (callback, isAgent) =>
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new TakeCallback(callback, isAgent));
}));
await app.RunAsync();
