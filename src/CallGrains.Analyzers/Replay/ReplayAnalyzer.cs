using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallGrains.Analyzers.Replay;

/// <summary>
/// CG0001 to CG0008: what breaks the replay of a script. Script code is: methods and lambdas that take the context,
/// classes that hold it, constructors and fields of scripts, and whatever methods of the same class any of these call
/// outside a step.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplayAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.Clock, Rules.Chance, Rules.Delay, Rules.Thread, Rules.ConfigureAwait, Rules.ForeignAwait, Rules.MutableStatic, Rules.CallInStep];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                start.RegisterSymbolStartAction(symbol => Begin(symbol, types), SymbolKind.NamedType);
            }
        });
    }

    private static void Begin(SymbolStartAnalysisContext context, FlowTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (types.IsOwn(type))
        {
            return;
        }

        var read = new ConcurrentBag<ScriptWalker>();
        context.RegisterOperationBlockAction(block =>
        {
            // Members of nested types are shown here too; those types have their own turn.
            if (SymbolEqualityComparer.Default.Equals(block.OwningSymbol.ContainingType, type))
            {
                var walker = new ScriptWalker(types, type);
                foreach (var operation in block.OperationBlocks)
                {
                    walker.Read(operation, block.OwningSymbol);
                }

                read.Add(walker);
            }
        });
        context.RegisterSymbolEndAction(end =>
        {
            var reached = Reached(type, types, read);
            foreach (var (_, finding) in read.SelectMany(w => w.Findings).Where(f => f.Owner is null || reached.Contains(f.Owner)))
            {
                end.ReportDiagnostic(finding);
            }
        });
    }

    private static HashSet<ISymbol> Reached(INamedTypeSymbol type, FlowTypes types, IEnumerable<ScriptWalker> read)
    {
        var calls = read.SelectMany(w => w.Calls).ToList();
        var callees = calls.Where(c => c.Owner is not null).ToLookup(c => c.Owner!, c => c.Callee, SymbolEqualityComparer.Default);
        var isScript = types.IsScript(type);
        var holds = types.HoldsContext(type);
        var local = calls.Select(c => c.Callee).Where(c => c is IMethodSymbol { MethodKind: MethodKind.LocalFunction });
        var roots = type.GetMembers().Concat(local).Where(m => m is IMethodSymbol method && types.TakesContext(method)
                || (!m.IsStatic && (holds || (isScript && m is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }))))
            .Concat(calls.Where(c => c.Owner is null).Select(c => c.Callee));
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ISymbol>(roots);
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (reached.Add(next))
            {
                foreach (var callee in callees[next])
                {
                    open.Push(callee);
                }
            }
        }

        return reached;
    }
}
