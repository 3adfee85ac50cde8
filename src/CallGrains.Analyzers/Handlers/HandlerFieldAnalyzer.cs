using System.Collections.Immutable;
using CallGrains.Analyzers.Replay;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Handlers;

/// <summary>CG0015: a flow of handlers that writes a field of its own, which nothing keeps.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerFieldAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.HandlerField];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                start.RegisterOperationBlockAction(c => Check(c, types));
            }
        });
    }

    private static void Check(OperationBlockAnalysisContext context, FlowTypes types)
    {
        var member = context.OwningSymbol;
        if (!types.IsHandlers(member.ContainingType) || member is not IMethodSymbol { MethodKind: not MethodKind.Constructor and not MethodKind.StaticConstructor })
        {
            return;
        }

        foreach (var operation in context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf()))
        {
            foreach (var (variable, itself) in Writes.Of(operation).Where(w => Writes.IsOwnField(w.Variable) && (w.Itself || Writes.IsMadeHere(w.Variable))))
            {
                if (Writes.Symbol(variable) is { } symbol && !types.IsOwn(symbol))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Rules.HandlerField, operation.Syntax.GetLocation(), symbol.Name));
                }
            }
        }
    }
}
