using CallApp.Flows;

var builder = WebApplication.CreateBuilder(args);
builder.AddCallGrainsHost();
#if (orleans)
builder.UseOrleans(silo => silo.UseStandaloneSilo().AddCallGrains());
#else
builder.Services.AddCallGrains();
#endif
builder.Services.AddFlow<FrontDesk>();

var app = builder.Build();
app.MapCallGrainsHost();
await app.RunAsync();
