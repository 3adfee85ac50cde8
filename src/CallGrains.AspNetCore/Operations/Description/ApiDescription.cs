using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace CallGrains.AspNetCore.Operations;

/// <summary>What the OpenAPI document says beyond what the endpoints' own types do.</summary>
internal static class ApiDescription
{
    /// <summary>
    /// The document's name, and the group of the endpoints in it: an application's own documents keep theirs apart.
    /// </summary>
    public const string Document = "callgrains";

    private const string ProblemType = "application/problem+json";

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.GroupName == Document;
        options.AddSchemaTransformer(WithPlainNumbers).AddDocumentTransformer(Introduce);
    }

    /// <summary>
    /// Makes the name a part of the path. An application's own pattern fits the path too, and a literal goes before it,
    /// where two patterns that fit equally well would be a 500.
    /// </summary>
    public static void ForOneDocument(EndpointBuilder endpoint)
    {
        var route = (RouteEndpointBuilder)endpoint;
        var path = route.RoutePattern.RawText!.Replace("{documentName}", Document, StringComparison.Ordinal);
        route.RoutePattern = RoutePatternFactory.Parse(path, new { documentName = Document }, null);
    }

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "CallGrains control API";
        document.Info.Version = "1";
        document.Info.Description = "Places calls, texts and begins conversations; shows calls, threads and conferences, and reaches into them. Every refusal is a problem document that says what to send instead.";
        document.Components ??= new OpenApiComponents();
        document.AddComponent("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of CallGrains:Operations: of ApiKeys or NamedKeys for everything, of HashedKeys for what its role opens." });
        document.AddComponent("apiKey", new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The same key." });
        return Task.CompletedTask;
    }

    // The serializer would read a number from text too, and the schema says so; what is written is always a number.
    private static Task WithPlainNumbers(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
        {
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        }

        return Task.CompletedTask;
    }

    /// <summary>The answers that every endpoint of the API can give, and the keys it asks for.</summary>
    public static RouteHandlerBuilder AsApi(this RouteHandlerBuilder endpoint, ApiRole role, params ReadOnlySpan<int> refusals)
    {
        endpoint.WithMetadata(new NeededRole(role));
        foreach (var status in (ReadOnlySpan<int>)[.. refusals, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status503ServiceUnavailable])
        {
            endpoint.Produces<Problem>(status, ProblemType);
        }

        return endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            operation.Description = $"{operation.Description} Role: {ApiAccess.Word(role)}.".TrimStart();
            operation.Security ??= [];
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] });
            operation.Security.Add(new() { [new OpenApiSecuritySchemeReference("apiKey", context.Document)] = [] });
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// A JSON body that the endpoint reads itself, so that a wrong one gets an answer that says what is wrong.
    /// </summary>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder endpoint, bool required, string description) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) => operation.RequestBody = new OpenApiRequestBody
        {
            Required = required,
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken) },
            },
        });

    /// <summary>What a parameter may be, beyond text, which it is read as.</summary>
    public static RouteHandlerBuilder Narrows(this RouteHandlerBuilder endpoint, string parameter, OpenApiSchema schema) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters!.OfType<OpenApiParameter>().Single(p => p.Name == parameter).Schema = schema;
            return Task.CompletedTask;
        });

    /// <summary>What a parameter is, where one handler serves several kinds.</summary>
    public static RouteHandlerBuilder Explains(this RouteHandlerBuilder endpoint, string parameter, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters!.OfType<OpenApiParameter>().Single(p => p.Name == parameter).Description = description;
            return Task.CompletedTask;
        });
}
