using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Handlers;

/// <summary>
/// CG0016: methods, local functions and lambdas of flows that are async and give nothing to wait for.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoidAnalyzer : DiagnosticAnalyzer
{
    private const string InHandlers = "command the call before the handler returns, and let a script do what must be awaited";
    private const string Elsewhere = "return a Task, and await it";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.AsyncVoid];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                start.RegisterSymbolAction(c => Report((IMethodSymbol)c.Symbol, c.Symbol, c.Symbol.Locations[0], types, c.ReportDiagnostic), SymbolKind.Method);
                start.RegisterOperationAction(
                    c => Report(Function(c.Operation), c.ContainingSymbol, Function(c.Operation).Locations[0], types, c.ReportDiagnostic), OperationKind.AnonymousFunction, OperationKind.LocalFunction);
            }
        });
    }

    private static IMethodSymbol Function(IOperation operation) => operation is ILocalFunctionOperation local ? local.Symbol : ((IAnonymousFunctionOperation)operation).Symbol;

    private static void Report(IMethodSymbol method, ISymbol member, Location at, FlowTypes types, Action<Diagnostic> report)
    {
        if (method is { IsAsync: true, ReturnsVoid: true } && IsFlows(member, types))
        {
            var name = method.MethodKind == MethodKind.AnonymousFunction ? "The lambda" : method.Name;
            report(Diagnostic.Create(Rules.AsyncVoid, at, name, method.IsOverride ? InHandlers : Elsewhere));
        }
    }

    private static bool IsFlows(ISymbol member, FlowTypes types) =>
        types.IsScript(member.ContainingType) || types.IsHandlers(member.ContainingType) || types.HoldsContext(member.ContainingType) || (member is IMethodSymbol method && types.TakesContext(method));
}
