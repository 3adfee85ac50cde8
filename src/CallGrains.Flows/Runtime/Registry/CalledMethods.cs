using System.Reflection;
using System.Reflection.Emit;

namespace CallGrains.Flows.Runtime;

/// <summary>The methods that a method's compiled code names: those it calls, and those it makes delegates of.</summary>
internal static class CalledMethods
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (int)(ushort)o.Value);

    /// <summary>Those methods; none for one without code, such as an abstract one.</summary>
    public static IEnumerable<MethodBase> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            int value = code[at++];
            var operation = OpCodes[value == 0xFE ? 0xFE00 | code[at++] : value];
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineTok && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
            {
                yield return called;
            }

            at += operation.OperandType == OperandType.InlineSwitch ? 4 + (4 * BitConverter.ToInt32(code, at)) : SizeOf(operation.OperandType);
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static MethodBase? Resolve(MethodBase within, int token)
    {
        try
        {
            var types = within.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
            return within.Module.ResolveMember(token, types, within is MethodInfo { IsGenericMethod: true } ? within.GetGenericArguments() : null) as MethodBase;
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException or FileNotFoundException or MissingMemberException)
        {
            // What cannot be loaded is not called either.
            return null;
        }
    }
}
