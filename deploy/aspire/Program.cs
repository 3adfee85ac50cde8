// A whole cluster for a developer: PostgreSQL in a container, a simulated carrier, three silos, two ingresses, and
// Aspire's dashboard with their logs, traces and metrics.
var builder = DistributedApplication.CreateBuilder(args);

const string Host = "../../src/CallGrains.Host/CallGrains.Host.csproj", Simulator = "../../src/CallGrains.Simulator/CallGrains.Simulator.csproj";

// The cluster finds itself through its database; the journal is there too.
var calls = builder.AddPostgres("postgres").WithDataVolume("callgrains-aspire").AddDatabase("calls");

var carrier = builder.AddProject("carrier", Simulator, project => project.ExcludeLaunchProfile = true).WithHttpEndpoint(name: "http");
carrier.WithArgs("--port", carrier.GetEndpoint("http").Property(EndpointProperty.TargetPort)).WithHttpHealthCheck("/healthz");

var ingress = Member("ingress", replicas: 2).WithExternalHttpEndpoints();
var publicUrl = ingress.GetEndpoint("http");
var silo = Member("silo", replicas: 3);

// Where the carrier reports: Aspire's proxy before the ingresses.
ingress.WithEnvironment("CallGrains__PublicUrl", publicUrl).WaitFor(silo);
silo.WithEnvironment("CallGrains__PublicUrl", publicUrl);

builder.Build().Run();

IResourceBuilder<ProjectResource> Member(string role, int replicas) => builder.AddProject(role, Host, project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(name: "http", env: "CallGrains__Port")
    .WithHttpHealthCheck("/readyz")
    .WithReplicas(replicas)
    .WithEnvironment("DOTNET_ENVIRONMENT", "Development")
    .WithEnvironment("CallGrains__Role", role)
    .WithEnvironment("CallGrains__Cluster__ConnectionString", calls)
    .WithEnvironment("Bandwidth__BaseUrl", carrier.GetEndpoint("http"))
    .WaitFor(calls)
    .WaitFor(carrier);
