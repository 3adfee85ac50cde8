using CallGrains.Benchmarks;
using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.References;

// The processes of a run are this program again, told by its first argument what to be.
return args switch
{
    ["load"] => await LoadProgram.RunAsync(),
    ["floor", var port] => await FloorReference.RunAsync(int.Parse(port, null)),
    ["peer", var port] => await PeerReference.RunAsync(int.Parse(port, null), Environment.GetEnvironmentVariable("BENCH_POSTGRES")!),
    _ => await BenchCommand.RunAsync(args),
};
