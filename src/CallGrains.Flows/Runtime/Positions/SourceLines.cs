using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Finds the line of an await by the portable PDB that the compiler made, embedded or beside the assembly. Safe for
/// many threads.
/// </summary>
internal static partial class SourceLines
{
    /// <summary>
    /// What the compiler keeps of an async method for debuggers: where it yields, in the order of its code.
    /// </summary>
    private static readonly Guid SteppingInformation = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");

    private static readonly ConditionalWeakTable<Assembly, Pdb> Pdbs = [];
    private static readonly ConcurrentDictionary<AsyncFrame, SourcePosition?> Found = [];

    /// <summary>The line; null when nothing is known of it.</summary>
    public static SourcePosition? Find(AsyncFrame frame) => Found.GetOrAdd(frame, static f =>
    {
        try
        {
            return Pdbs.GetValue(f.Machine.Assembly, static a => new Pdb(Open(a))).Provider is { } provider ? Read(provider.GetMetadataReader(), f) : null;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    });

    private static MetadataReaderProvider? Open(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.Location.Length == 0)
        {
            return null;
        }

        using var image = new PEReader(File.OpenRead(assembly.Location));
        return image.TryOpenAssociatedPortablePdb(assembly.Location, static path => File.Exists(path) ? File.OpenRead(path) : null, out var provider, out _) ? provider : null;
    }

    private static SourcePosition? Read(MetadataReader pdb, AsyncFrame frame)
    {
        var move = frame.Machine.GetInterfaceMap(typeof(IAsyncStateMachine)).TargetMethods[0];
        var method = (MethodDefinitionHandle)MetadataTokens.Handle(move.MetadataToken);
        if (YieldOf(pdb, method, frame.State) is not { } yield)
        {
            return null;
        }

        SequencePoint? line = null;
        foreach (var point in pdb.GetMethodDebugInformation(method).GetSequencePoints())
        {
            line = point.Offset <= yield && !point.IsHidden ? point : line;
        }

        return line is { } found ? new SourcePosition(NameOf(frame.Machine), pdb.GetString(pdb.GetDocument(found.Document).Name), found.StartLine) : null;
    }

    /// <summary>Where in its code a method yields at one of its awaits.</summary>
    private static int? YieldOf(MetadataReader pdb, MethodDefinitionHandle method, int state)
    {
        foreach (var handle in pdb.GetCustomDebugInformation(method))
        {
            var information = pdb.GetCustomDebugInformation(handle);
            if (pdb.GetGuid(information.Kind) != SteppingInformation)
            {
                continue;
            }

            var blob = pdb.GetBlobReader(information.Value);
            blob.ReadUInt32();
            for (var i = 0; blob.RemainingBytes > 0; i++)
            {
                var yield = (int)blob.ReadUInt32();
                blob.ReadUInt32();
                blob.ReadCompressedInteger();
                if (i == state)
                {
                    return yield;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The method's name as its author wrote it: <c>Order.RunAsync</c>, of <c>Order+&lt;RunAsync&gt;d__3</c>.
    /// </summary>
    private static string NameOf(Type machine)
    {
        var owner = machine.DeclaringType;
        while (owner is { DeclaringType: { } outer } && owner.Name.StartsWith('<'))
        {
            owner = outer;
        }

        var name = LocalFunction().Match(machine.Name) is { Success: true } local ? local : Method().Match(machine.Name);
        return $"{owner?.Name}.{(name.Success ? name.Groups[1].Value : machine.Name)}";
    }

    [GeneratedRegex(@"g__(\w+)\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"<(\w+)>")]
    private static partial Regex Method();

    /// <summary>An assembly's PDB; null where it has none.</summary>
    private sealed record Pdb(MetadataReaderProvider? Provider);
}

/// <summary>A line of a flow's source.</summary>
/// <param name="Method">The class and the method.</param>
/// <param name="File">The file, as the compiler was given it.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourcePosition(string Method, string File, int Line);
