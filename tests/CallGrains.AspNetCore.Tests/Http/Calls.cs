using System.Reflection;

namespace CallGrains.AspNetCore.Http.Tests;

/// <summary>Which methods a method calls, read from its code.</summary>
internal static class Calls
{
    public static IEnumerable<MethodBase> Of(MethodInfo method)
    {
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] is 0x28 or 0x6F && Resolve(method.Module, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called;
            }
        }
    }

    // A byte that looks like a call may be part of another instruction; then its token leads nowhere.
    private static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }
}
