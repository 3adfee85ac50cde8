using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Gathers;

/// <summary>
/// CG0010: <c>Digits</c> of a gather used as data, while the member that uses them never looks at how the gather ended:
/// no <c>Reason</c>, <c>HungUp</c>, <c>TimedOut</c>, no comparison, pattern or switch over the digits, no call whose
/// answer about them is kept or tested, and the result goes nowhere else, where somebody might look.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GatherAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.BlindGather];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("CallGrains.Flows.GatherResult") is { } result)
            {
                start.RegisterOperationBlockAction(c => Check(c, result));
            }
        });
    }

    private static void Check(OperationBlockAnalysisContext context, INamedTypeSymbol result)
    {
        var all = context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf()).ToList();
        var inline = all.OfType<IPropertyReferenceOperation>().Where(p => IsDigits(p, result) && p.Instance is IAwaitOperation && !IsLookedAt(p));
        var kept = all.OfType<ILocalReferenceOperation>().Where(l => SymbolEqualityComparer.Default.Equals(l.Local.Type, result) && !IsAssigned(l))
            .GroupBy(l => l.Local, SymbolEqualityComparer.Default)
            .Where(uses => uses.All(u => u.Parent is IPropertyReferenceOperation p && IsDigits(p, result) && !IsLookedAt(p)))
            .Select(uses => (IPropertyReferenceOperation)uses.First().Parent!);
        foreach (var use in inline.Concat(kept))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.BlindGather, use.Syntax.GetLocation(), use.Syntax.ToString()));
        }
    }

    private static bool IsDigits(IPropertyReferenceOperation property, INamedTypeSymbol result) =>
        property.Property.Name == "Digits" && SymbolEqualityComparer.Default.Equals(property.Property.ContainingType, result);

    private static bool IsAssigned(ILocalReferenceOperation local) => local.Parent is IAssignmentOperation assignment && assignment.Target == local;

    /// <summary>Whether something is decided by the digits, or by what is made of them.</summary>
    private static bool IsLookedAt(IOperation digits) => digits.Parent switch
    {
        IBinaryOperation { OperatorKind: not BinaryOperatorKind.Add } or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation => true,
        IPropertyReferenceOperation { Property.Name: "Length" } => true,
        IConversionOperation conversion => IsLookedAt(conversion),
        IArgumentOperation { Parent: IInvocationOperation call } => !ThrowsAtNothing(call) && (TellsYesOrNo(call) || IsAnswerKept(call)),
        IInvocationOperation call => TellsYesOrNo(call) || IsLookedAt(call),
        _ => false,
    };

    /// <summary>
    /// Whether anybody looks at what a call that was given the digits answers: a customer who was not found tells of
    /// silence as well.
    /// </summary>
    private static bool IsAnswerKept(IOperation answer) => answer.Parent switch
    {
        IAwaitOperation or IConversionOperation or IConditionalAccessOperation => IsAnswerKept(answer.Parent),
        IArgumentOperation { Parent: IInvocationOperation call } => IsAnswerKept(call),
        IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Parent: { } work } } } => IsAnswerKept(work),
        IExpressionStatementOperation or IReturnOperation or IInterpolationOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or null => false,
        _ => true,
    };

    /// <summary><c>int.Parse</c>, <c>Convert.ToInt32</c> and the like: empty digits end the flow there.</summary>
    private static bool ThrowsAtNothing(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true, ContainingType: { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } type } method
        && (method.Name is "Parse" or "ParseExact" || (type.Name == "Convert" && method.Name.StartsWith("To", System.StringComparison.Ordinal)));

    private static bool TellsYesOrNo(IInvocationOperation call) =>
        IsBoolean(call.TargetMethod.ReturnType)
        || (call.TargetMethod.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1 } task && IsBoolean(task.TypeArguments[0]));

    private static bool IsBoolean(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean;
}
