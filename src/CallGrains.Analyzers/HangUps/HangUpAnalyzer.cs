using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.HangUps;

/// <summary>
/// CG0009: a <c>finally</c>, or a <c>catch (CallEndedException)</c>, that commands the call without a look at
/// <c>HasEnded</c>. A leg's end throws the same exception, so a catch around commands to a leg may well command the
/// call.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HangUpAnalyzer : DiagnosticAnalyzer
{
    /// <summary>
    /// What needs a live call; the rest (steps, delays, texts, signals, hanging up) works after its end too.
    /// </summary>
    private static readonly HashSet<string> Commands =
    [
        "AnswerAsync", "RejectAsync", "SpeakAsync", "StartSpeak", "PlayAsync", "StartPlay", "SendDtmfAsync", "GatherAsync", "StartGather", "RecordAsync", "StartRecord",
        "TransferAsync", "DialAsync", "StartDial", "BridgeAsync", "MenuAsync", "ParkAsync", "RetrieveAsync", "JoinAsync", "HoldAsync", "MuteAsync",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.AfterHangUp];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (FlowTypes.Of(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(c => Check(c, types), OperationKind.Try);
            }
        });
    }

    private static void Check(OperationAnalysisContext context, FlowTypes types)
    {
        var attempt = (ITryOperation)context.Operation;
        var blocks = attempt.Catches.Where(c => IsHangUp(c.ExceptionType) && !CommandsIn(attempt.Body, types).Any(c => !types.IsContext(c.Instance!.Type)))
            .Cast<IOperation>();
        if (attempt.Finally is { } last)
        {
            blocks = blocks.Append(last);
        }

        foreach (var command in blocks.Where(b => !b.Descendants().Any(AsksForTheEnd)).SelectMany(b => CommandsIn(b, types)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.AfterHangUp, command.Syntax.GetLocation(), command.TargetMethod.Name));
        }
    }

    /// <summary>
    /// The commands that run within a block itself: not in lambdas, which run at another time, nor where a hang-up is
    /// caught again.
    /// </summary>
    private static IEnumerable<IInvocationOperation> CommandsIn(IOperation operation, FlowTypes types)
    {
        foreach (var child in operation.ChildOperations.Where(c => c is not IAnonymousFunctionOperation and not ILocalFunctionOperation and not ITryOperation { Catches.Length: > 0 }))
        {
            foreach (var command in CommandsIn(child, types))
            {
                yield return command;
            }
        }

        if (operation is IInvocationOperation { Instance: { } receiver } call && types.IsLive(receiver.Type) && types.IsOwn(call.TargetMethod) && Commands.Contains(call.TargetMethod.Name))
        {
            yield return call;
        }
    }

    private static bool IsHangUp(ITypeSymbol? exception) => exception is { Name: "CallEndedException", ContainingNamespace: { Name: "Flows", ContainingNamespace.Name: "CallGrains" } };

    private static bool AsksForTheEnd(IOperation operation) => operation is IPropertyReferenceOperation { Property.Name: "HasEnded" };
}
