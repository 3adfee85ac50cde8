using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Replay;

/// <summary>
/// Reads the code of one member. Whether it is a script's is often not known here, so each finding names its owner: the
/// method or local function whose being reached from a script makes it a fault; null where it certainly is one.
/// </summary>
internal sealed class ScriptWalker(FlowTypes types, INamedTypeSymbol within)
{
    private readonly TaskOrigin _origin = new(types, within);

    public List<(ISymbol? Owner, Diagnostic Finding)> Findings { get; } = [];

    /// <summary>Which code calls which, by owner.</summary>
    public List<(ISymbol? Owner, ISymbol Callee)> Calls { get; } = [];

    public void Read(IOperation block, ISymbol owner) =>
        Walk(block, new Place(owner, owner is IMethodSymbol { IsAsync: false } m && TaskOrigin.IsTask(m.ReturnType), inStep: false));

    private void Walk(IOperation operation, Place place)
    {
        if (place.InStep)
        {
            WalkStep(operation, place);
            return;
        }

        switch (operation)
        {
            case INameOfOperation:
                return;
            case IInvocationOperation call when types.IsStep(call.TargetMethod):
                foreach (var argument in call.Arguments)
                {
                    Walk(argument.Value, new Place(place.Owner, place.ReturnsTask, inStep: argument.Value is IDelegateCreationOperation));
                }

                return;
            case IAnonymousFunctionOperation lambda:
                place = types.TakesContext(lambda.Symbol)
                    ? new Place(null, !lambda.Symbol.IsAsync && TaskOrigin.IsTask(lambda.Symbol.ReturnType), false)
                    : new Place(place.Owner, false, false);
                break;
            case ILocalFunctionOperation local:
                place = new Place(local.Symbol, !local.Symbol.IsAsync && TaskOrigin.IsTask(local.Symbol.ReturnType), false);
                break;
        }

        Check(operation, place);
        WalkChildren(operation, place);
    }

    private void WalkChildren(IOperation operation, Place place)
    {
        foreach (var child in operation.ChildOperations)
        {
            Walk(child, place);
        }
    }

    /// <summary>In a step everything is allowed but the call itself.</summary>
    private void WalkStep(IOperation operation, Place place)
    {
        if (operation is IInvocationOperation { Instance.Type: var receiver } call && types.IsOwn(call.TargetMethod) && types.IsLive(receiver))
        {
            Add(Rules.CallInStep, call, place, call.TargetMethod.Name);
        }

        WalkChildren(operation, place);
    }

    private void Check(IOperation operation, Place place)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                CheckMember(call, call.TargetMethod, place);
                CheckConfigureAwait(call, place);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } made:
                CheckMember(made, constructor, place);
                break;
            case IMethodReferenceOperation group:
                CheckMember(group, group.Method, place);
                break;
            case IPropertyReferenceOperation property:
                CheckMember(property, property.Property, place);
                CheckStatic(property, property.Property, property.Property is { SetMethod.IsInitOnly: false } p && !p.DeclaringSyntaxReferences.IsEmpty, place);
                break;
            case IFieldReferenceOperation field:
                CheckStatic(field, field.Field, field.Field is { IsReadOnly: false, IsConst: false }, place);
                break;
            case IAwaitOperation awaited:
                CheckTask(awaited.Operation, place);
                break;
            case IForEachLoopOperation { IsAsynchronous: true } loop:
                CheckTask(loop.Collection, place);
                break;
            case IReturnOperation { ReturnedValue: { } returned } when place.ReturnsTask:
                CheckTask(returned, place);
                break;
        }
    }

    private void CheckMember(IOperation operation, ISymbol member, Place place)
    {
        if (BannedMembers.Find(member) is not { } rule)
        {
            Calls.Add((place.Owner, member is IPropertySymbol { GetMethod: { } getter } ? getter : member.OriginalDefinition));
        }
        else if (!(operation is IPropertyReferenceOperation && operation.Parent is IInvocationOperation outer && BannedMembers.Find(outer.TargetMethod) is not null))
        {
            Add(rule, operation, place, Name(member), BannedMembers.InsteadOf(member));
        }
    }

    private void CheckConfigureAwait(IInvocationOperation call, Place place)
    {
        if (call is { TargetMethod.Name: "ConfigureAwait", Arguments.Length: 1 } && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: var value }
            && (value is false || (value is int options && (options & 1) == 0)))
        {
            Add(Rules.ConfigureAwait, call, place, "ConfigureAwait");
        }
    }

    private void CheckStatic(IOperation operation, ISymbol member, bool changes, Place place)
    {
        if (member.IsStatic && changes)
        {
            Add(Rules.MutableStatic, operation, place, Name(member));
        }
    }

    private void CheckTask(IOperation task, Place place)
    {
        if (_origin.Foreign(task) is { } foreign)
        {
            Add(Rules.ForeignAwait, task, place, foreign);
        }
    }

    private void Add(DiagnosticDescriptor rule, IOperation operation, Place place, params object[] words) =>
        Findings.Add((place.Owner, Diagnostic.Create(rule, operation.Syntax.GetLocation(), words)));

    private static string Name(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor }
        ? $"new {member.ContainingType.Name}"
        : $"{member.ContainingType.Name}.{member.Name}";

    /// <summary>
    /// Where the walk is: whose code it reads, whether what that returns is awaited by its caller, and whether a step
    /// runs it.
    /// </summary>
    private readonly struct Place(ISymbol? owner, bool returnsTask, bool inStep)
    {
        public ISymbol? Owner => owner;

        public bool ReturnsTask => returnsTask;

        public bool InStep => inStep;
    }
}
