using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.State;

/// <summary>
/// CG0011: a flow's state, a step's result or a signal's value that System.Text.Json cannot keep whole.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Unserializable];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                start.RegisterSymbolAction(c => CheckFlow(c, types), SymbolKind.NamedType);
                start.RegisterOperationAction(c => CheckCall(c, types), OperationKind.Invocation);
            }
        });
    }

    private static void CheckFlow(SymbolAnalysisContext context, FlowTypes types)
    {
        var flow = (INamedTypeSymbol)context.Symbol;
        if (StateOf(flow, types) is { TypeKind: not TypeKind.TypeParameter } state && StateOf(flow.BaseType!.OriginalDefinition, types) is null or { TypeKind: TypeKind.TypeParameter })
        {
            Report(state, flow.Locations[0], context.ReportDiagnostic);
        }
    }

    private static void CheckCall(OperationAnalysisContext context, FlowTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is { Arity: 1, Name: "StepAsync" or "WaitForSignalAsync" } method && types.IsContext(method.ContainingType))
        {
            var name = call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax;
            Report(method.TypeArguments[0], name.GetLocation(), context.ReportDiagnostic);
        }
    }

    private static ITypeSymbol? StateOf(INamedTypeSymbol flow, FlowTypes types)
    {
        for (var t = flow; t is not null; t = t.BaseType)
        {
            if (t is { Arity: 1, Name: "CallFlow" or "MessageFlow" or "ConferenceFlow" } && types.IsOwn(t))
            {
                return t.TypeArguments[0];
            }
        }

        return null;
    }

    private static void Report(ITypeSymbol type, Location location, Action<Diagnostic> report)
    {
        foreach (var (path, why) in new JsonShape().Faults(type))
        {
            report(Diagnostic.Create(Rules.Unserializable, location, path, why));
        }
    }
}
