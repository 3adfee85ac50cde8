using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallGrains.Analyzers.Names;

/// <summary>CG0017 and CG0018: flows without a name, with one that cannot be used, and with another's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowNameAnalyzer : DiagnosticAnalyzer
{
    private static readonly Regex Usable = new("^[a-z0-9][a-z0-9-]{0,63}$");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Unnamed, Rules.Doubled];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                var named = new ConcurrentBag<(string Name, int Version, INamedTypeSymbol Flow)>();
                start.RegisterSymbolAction(c => Check(c, types, named), SymbolKind.NamedType);
                start.RegisterCompilationEndAction(c => Compare(c, named));
            }
        });
    }

    private static void Check(SymbolAnalysisContext context, FlowTypes types, ConcurrentBag<(string Name, int Version, INamedTypeSymbol Flow)> named)
    {
        var flow = (INamedTypeSymbol)context.Symbol;
        if (flow.IsAbstract || types.IsOwn(flow) || !(types.IsScript(flow) || types.IsHandlers(flow)))
        {
            return;
        }

        var attribute = flow.GetAttributes().FirstOrDefault(a => a.AttributeClass is { Name: "FlowAttribute" } own && types.IsOwn(own));
        var name = attribute?.ConstructorArguments.FirstOrDefault().Value as string;
        var version = attribute?.NamedArguments.FirstOrDefault(a => a.Key == "Version").Value.Value as int? ?? 1;
        if (attribute is null)
        {
            Report("carries no [Flow(\"name\")], so it cannot be registered; add it, or make the class abstract");
        }
        else if (name is null || !Usable.IsMatch(name) || version < 1)
        {
            Report($"is named '{name}' version {version}; a name has up to 64 lower-case letters, digits and hyphens, a version is 1 or more");
        }
        else
        {
            named.Add((name, version, flow));
        }

        void Report(string what) => context.ReportDiagnostic(Diagnostic.Create(Rules.Unnamed, flow.Locations[0], flow.Name, what));
    }

    private static void Compare(CompilationAnalysisContext context, IEnumerable<(string Name, int Version, INamedTypeSymbol Flow)> named)
    {
        foreach (var same in named.GroupBy(f => (f.Name, f.Version)).Where(g => g.Skip(1).Any()))
        {
            var ordered = same.Select(f => f.Flow).OrderBy(f => f.ToDisplayString(), StringComparer.Ordinal).ToList();
            foreach (var other in ordered.Skip(1))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.Doubled, other.Locations[0], ordered[0].Name, other.Name, same.Key.Name, same.Key.Version));
            }
        }
    }
}
