using CallGrains.Applications.Program;

// A user's own program: with an API, an OpenAPI document and a health page that it had before.
var builder = WebApplication.CreateBuilder(args);
builder.AddCallGrainsHost(options => options.SelfTest = false);
builder.Services.AddCallGrains();
builder.Services.AddFlow<Greeting>();
builder.Services.AddOpenApi();

var app = builder.Build();
app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapGet("/orders/{id}", (string id) => new { id });
app.MapCallGrainsHost();
await app.RunAsync();
