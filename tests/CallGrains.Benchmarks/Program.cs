using CallGrains.Benchmarks;
using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.References;

// The processes of a run are this program again, told by its first argument what to be.
return args switch
{
    ["load"] => await LoadProgram.RunAsync(),
    ["floor", var port] => await FloorReference.RunAsync(int.Parse(port, null)),
    ["stateless", var port] => await StatelessReference.RunAsync(int.Parse(port, null), BenchVariables.Carrier),
    ["peer", var port] => await PeerReference.RunAsync(int.Parse(port, null), BenchVariables.Postgres, carrier: null),
    ["transaction", var port] => await PeerReference.RunAsync(int.Parse(port, null), BenchVariables.Postgres, BenchVariables.Carrier),
    _ => await BenchCommand.RunAsync(args),
};
