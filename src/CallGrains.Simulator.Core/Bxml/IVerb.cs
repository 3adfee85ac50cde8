namespace CallGrains.Simulator.Bxml;

/// <summary>
/// One step of a document. It ends by calling <see cref="BxmlRun.Next"/>, at once or when its time has passed.
/// </summary>
internal interface IVerb
{
    void Run(BxmlRun run);
}
