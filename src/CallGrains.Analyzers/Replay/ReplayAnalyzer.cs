using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallGrains.Analyzers.Replay;

/// <summary>
/// CG0001 to CG0008 and CG0012 to CG0014: what breaks the replay of a script. Script code is: methods and lambdas that
/// take the context, classes that hold it, constructors and fields of scripts, and whatever methods of the same class
/// any of these call outside a step.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplayAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.Clock, Rules.Chance, Rules.Delay, Rules.Thread, Rules.ConfigureAwait, Rules.ForeignAwait, Rules.MutableStatic, Rules.CallInStep,
            Rules.WriteInStep, Rules.Machine, Rules.ServiceCall];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                var helpers = new Helpers(start.Compilation, types);
                start.RegisterSymbolStartAction(symbol => Begin(symbol, types, helpers), SymbolKind.NamedType);
            }
        });
    }

    private static void Begin(SymbolStartAnalysisContext context, FlowTypes types, Helpers helpers)
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
                var walker = new ScriptWalker(types, helpers, type);
                foreach (var operation in block.OperationBlocks)
                {
                    walker.Read(operation, block.OwningSymbol);
                }

                read.Add(walker);
            }
        });
        context.RegisterSymbolEndAction(end =>
        {
            var callees = read.SelectMany(w => w.Calls).Where(c => c.Owner is not null).ToLookup(c => c.Owner!, c => c.Callee, SymbolEqualityComparer.Default);
            var reached = Reached(Roots(type, types, read), callees);
            var byStep = Reached(read.SelectMany(w => w.RunBySteps), callees);
            var changed = new HashSet<ISymbol>(read.SelectMany(w => w.Changed), SymbolEqualityComparer.Default);
            var findings = read.SelectMany(w => w.Findings).Where(f => f.Owner is null || reached.Contains(f.Owner))
                .Concat(read.SelectMany(w => w.InSteps).Where(f => f.Owner is not null && byStep.Contains(f.Owner)))
                .Concat(read.SelectMany(w => w.Shared).Where(s => (s.Owner is null || reached.Contains(s.Owner)) && (changed.Contains(s.Static) || Services.IsForSharing(s.Static)))
                    .Select(s => (s.Owner, s.Finding)));
            foreach (var (_, finding) in findings)
            {
                end.ReportDiagnostic(finding);
            }
        });
    }

    /// <summary>Where scripts begin.</summary>
    private static IEnumerable<ISymbol> Roots(INamedTypeSymbol type, FlowTypes types, IEnumerable<ScriptWalker> read)
    {
        var calls = read.SelectMany(w => w.Calls).ToList();
        var isScript = types.IsScript(type);
        var holds = types.HoldsContext(type);
        var local = calls.Select(c => c.Callee).Where(c => c is IMethodSymbol { MethodKind: MethodKind.LocalFunction });
        return type.GetMembers().Concat(local).Where(m => m is IMethodSymbol method && types.TakesContext(method)
                || (!m.IsStatic && (holds || (isScript && m is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor }))))
            .Concat(calls.Where(c => c.Owner is null).Select(c => c.Callee));
    }

    private static HashSet<ISymbol> Reached(IEnumerable<ISymbol> roots, ILookup<ISymbol, ISymbol> callees)
    {
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
