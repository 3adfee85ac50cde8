using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Replay;

/// <summary>
/// Finds out where an awaited task comes from. What cannot be known counts as the call's own: the rule is an error, so
/// it must be sure.
/// </summary>
internal sealed class TaskOrigin(FlowTypes types, INamedTypeSymbol within)
{
    private static readonly HashSet<string> TaskTypes = ["Task", "ValueTask", "TaskExtensions", "TaskAsyncEnumerableExtensions", "TaskCompletionSource"];

    public static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask" } && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";

    /// <summary>
    /// What is not the call's in an expression that gives a task; null when it is the call's, is over already, or
    /// cannot be told.
    /// </summary>
    public string? Foreign(IOperation? task) => task switch
    {
        IConversionOperation c => Foreign(c.Operand),
        IInvocationOperation i => ForeignCall(i),
        IPropertyReferenceOperation p => IsKnown(p.Property) ? null : p.Property.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
        ILocalReferenceOperation l => Foreign(Initializer(l)),
        IConditionalOperation c => Foreign(c.WhenTrue) ?? Foreign(c.WhenFalse),
        ICoalesceOperation c => Foreign(c.Value) ?? Foreign(c.WhenNull),
        IConditionalAccessOperation a => Foreign(a.WhenNotNull),
        ISwitchExpressionOperation s => First(s.Arms.Select(a => a.Value)),
        IArrayCreationOperation { Initializer: { } list } => First(list.ElementValues),
        ICollectionExpressionOperation list => First(list.Elements),
        ISpreadOperation spread => Foreign(spread.Operand),
        _ => null,
    };

    private string? ForeignCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (TaskTypes.Contains(method.ContainingType.Name) && method.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks")
        {
            return call.Instance is { } receiver ? Foreign(receiver)
                : method.IsExtensionMethod || method.Name is "WhenAll" or "WhenAny" or "WhenEach" ? First(call.Arguments.Select(a => a.Value))
                : null;
        }

        if (method is { Name: "Select", ContainingType.Name: "Enumerable" })
        {
            return First(Results(call.Arguments[call.Arguments.Length - 1].Value));
        }

        return IsTrusted(call) ? null : method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
    }

    private bool IsTrusted(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke
            || !IsAwaitedThing(method.ReturnType)
            || types.IsOwn(method)
            || BannedMembers.Find(method) is not null
            || call.Arguments.Any(a => types.IsLive(Bare(a.Value).Type))
            || types.IsScript(method.ContainingType)
            || types.HoldsContext(method.ContainingType)
            || SymbolEqualityComparer.Default.Equals(method.ContainingType, within);
    }

    /// <summary>
    /// Tasks, and whatever else is awaited or enumerated asynchronously; collections of tasks that a method gives
    /// cannot be told.
    /// </summary>
    private static bool IsAwaitedThing(ITypeSymbol type) => IsTask(type) || !type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable);

    private bool IsKnown(IPropertySymbol property) => types.IsOwn(property) || TaskTypes.Contains(property.ContainingType.Name) || !property.DeclaringSyntaxReferences.IsEmpty;

    private string? First(IEnumerable<IOperation> tasks) => tasks.Select(Foreign).FirstOrDefault(f => f is not null);

    private static IOperation Bare(IOperation value) => value is IConversionOperation { IsImplicit: true } c ? c.Operand : value;

    private static IOperation? Initializer(ILocalReferenceOperation local) =>
        local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value }
            ? local.SemanticModel?.GetOperation(value)
            : null;

    private static IEnumerable<IOperation> Results(IOperation selector) =>
        (selector is IDelegateCreationOperation { Target: var target } ? target : selector) is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda
            ? lambda.Body.Operations.OfType<IReturnOperation>().Select(r => r.ReturnedValue).OfType<IOperation>()
            : [];
}
